/** Characters on a line of the terminal, or 80 where there is none to ask. */
export function terminalWidth(): number {
  try {
    return Deno.consoleSize().columns;
  } catch {
    return 80;
  }
}
