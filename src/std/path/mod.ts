// @ts-types="./types.d.ts"
export * from "deno-std/path/mod.js";
