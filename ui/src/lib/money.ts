import { display } from "./display.svelte";

/**
 * Decimal strings as people read them. Nothing is added up here: the strings come from Rust, and `Intl` rounds the
 * digits themselves (half to even), never a float.
 */

export interface Amount {
  /** A decimal string in USD. */
  usd: string;
  /** False: a part is unknown, so it is at least this. */
  complete: boolean;
}

/** `4.86`, `≥ 4.10`, `< 0.01`, or `unknown` where nothing at all is known. */
export function amount({ usd, complete }: Amount): string {
  if (isZero(usd)) return complete ? signed("0.00") : "unknown";
  const text = cents(usd);
  const shown = text === "0.00" ? `< ${signed("0.01")}` : signed(text);
  return complete ? shown : `≥ ${signed(text)}`;
}

/** The same with its currency: `$4.86`, `≥ $4.10`. */
export function dollars(value: Amount): string {
  const text = amount(value);
  if (text === "unknown") return text;
  return text.replace(/^([≥<] )?/, (sign) => `${sign}$`);
}

/** What a bill says: a credit is negative, `-$4.00`. */
export function billed(usd: string): string {
  return usd.startsWith("-") ? `-${dollars({ usd: usd.slice(1), complete: true })}` : dollars({ usd, complete: true });
}

/** What a bill says more or less than before, with its sign: `+$1.20`. */
export function moved(usd: string): string {
  return usd.startsWith("+") ? `+${billed(usd.slice(1))}` : billed(usd);
}

/** What burns more or less than before: `+$1.20 / h`. A part that is not known says nothing of the whole. */
export function difference({ usd_per_hour, complete }: { usd_per_hour: string; complete: boolean }): string {
  return complete ? `${usd_per_hour.slice(0, 1)}${dollars({ usd: usd_per_hour.slice(1), complete })} / h` : "unknown";
}

/** All digits of a price, at least two of them: `0.192`, `0.0480` becomes `0.048`. */
export function price(usd: string): string {
  return signed(PRICE.format(usd as unknown as number));
}

/** A price per hour as it stands under others: always four digits, `0.0540`. */
export function rate(usd: string): string {
  return signed(RATE.format(usd as unknown as number));
}

/** A whole number, such as of clusters: `10,000`. */
export function whole(number: number): string {
  return signed(WHOLE.format(number));
}

/** A part of a whole in millionths: `25 %`, `6.7 %`, and never a zero of what is not nothing. */
export function percent(millionths: number): string {
  if (millionths > 0 && millionths < 1000) return `< ${signed("0.1")} %`;
  return `${signed((millionths < 100_000 ? TENTHS : WHOLE).format(millionths / 10_000))} %`;
}

/** A part of a whole from 0 to 1, to a tenth of a percent: `99.5 %`. */
export function share(part: number): string {
  return `${signed(TENTHS.format(part * 100))} %`;
}

/** A number that is no money, to a tenth. */
export function tenths(number: number): string {
  return signed(TENTHS.format(number));
}

/** English digits with the signs that the user reads them by. */
function signed(english: string): string {
  const { decimal, group } = display();
  return english.replace(/[.,]/g, (sign) => (sign === "," ? group : decimal));
}

function cents(usd: string): string {
  return CENTS.format(usd as unknown as number);
}

function isZero(usd: string): boolean {
  return /^-?[0.]*$/.test(usd);
}

// Intl reads a string as the exact decimal; TypeScript's own types know only numbers.
const CENTS = new Intl.NumberFormat("en-US", {
  minimumFractionDigits: 2,
  maximumFractionDigits: 2,
  roundingMode: "halfEven",
} as Intl.NumberFormatOptions);

const TENTHS = new Intl.NumberFormat("en-US", { minimumFractionDigits: 1, maximumFractionDigits: 1 });

const PRICE = new Intl.NumberFormat("en-US", {
  minimumFractionDigits: 2,
  maximumFractionDigits: 6,
  roundingMode: "halfEven",
} as Intl.NumberFormatOptions);

const RATE = new Intl.NumberFormat("en-US", {
  minimumFractionDigits: 4,
  maximumFractionDigits: 4,
  roundingMode: "halfEven",
} as Intl.NumberFormatOptions);

const WHOLE = new Intl.NumberFormat("en-US", { maximumFractionDigits: 0 });
