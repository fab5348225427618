/** Tells the user something: the engine shows what a dynamic provider writes. */
export function tell(message: string): void {
  process.stderr.write(`tasknet: ${message}\n`);
}
