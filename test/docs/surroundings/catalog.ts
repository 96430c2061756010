import 'reflect-metadata';

export const nothing = undefined;
