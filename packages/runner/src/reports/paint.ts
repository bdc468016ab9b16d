/** Colours, or their absence. */
import { styleText } from 'node:util';

type Style = 'bold' | 'dim' | 'red' | 'yellow' | 'green' | 'cyan';
export type Paint = (style: Style, text: string) => string;

export const plainPaint: Paint = (_style, text) => text;

/** Whether to colour is decided once, from flags and terminal; not by Node for each call. */
export const colorPaint: Paint = (style, text) => styleText(style, text, { validateStream: false });
