/** The formats by their names, apart from what renders them: the command line lists them. */
export const LINT_FORMATS = ['text', 'json', 'sarif', 'github', 'junit', 'markdown'] as const;
export type LintFormat = (typeof LINT_FORMATS)[number];
