/** Joins and normalises path segments. */
export function join(...segments: string[]): string;
/** The folder of a path. */
export function dirname(path: string): string;
/** The last segment of a path. */
export function basename(path: string, suffix?: string): string;
/** The path of a file URL. */
export function fromFileUrl(url: string | URL): string;
/** The absolute path. */
export function resolve(...segments: string[]): string;
/** The way from one path to another. */
export function relative(from: string, to: string): string;
/** Whether a path begins at a root. */
export function isAbsolute(path: string): boolean;
/** The path without `.`, `..` and doubled separators, as far as that can be said. */
export function normalize(path: string): string;
