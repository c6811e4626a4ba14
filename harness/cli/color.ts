/** Whether what is printed may have colours: somebody looks at it, and has not said NO_COLOR (no-color.org). */
export const usesColor = (): boolean => Boolean(process.stdout.isTTY) && !process.env.NO_COLOR;
