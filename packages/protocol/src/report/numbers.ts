/** The kinds of numbers that reports are made of. */
import { z } from 'zod';

/** Milliseconds. */
export const ms = z.number().nonnegative();
/** 2^20 bytes. */
export const mb = z.number();
export const count = z.int().nonnegative();
export const interval = z.tuple([z.number(), z.number()]);
