/** The demos by name. Their data and networks are known, so that what is learned can be compared at once. */
export const demoNames = ['myeloid', 'hundred', 'loops'] as const;

export type DemoName = (typeof demoNames)[number];

/** Those whose screens are simulated where they are opened; the myeloid screen comes with the page. */
export type SimulatedDemo = Exclude<DemoName, 'myeloid'>;
