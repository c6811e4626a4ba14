/** Whether two types are the same: `true satisfies Equal<…>` stops the compiler where a schema and its type drift apart. */
export type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
/** Spells a type out to the last field, so that aliases compare as what they stand for. */
export type Plain<T> = T extends object ? { [K in keyof T]: Plain<T[K]> } : T;
