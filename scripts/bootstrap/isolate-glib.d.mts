export declare function dynamicSymbols(file: Buffer): { at: number; name: string }[];
export declare function isolateSymbols(file: Buffer): number;
export declare function isolatePair(libvips: Buffer, addon: Buffer): boolean;
export declare function isolateInstalledGlib(modules: string): number;
