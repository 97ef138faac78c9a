/**
 * What is to go wrong, each only where named: `status`, `headers` or `body` answer so instead of acting; `delayMs` (real
 * time) acts at once and answers late; `drop` cuts the connection before or after acting.
 */
export interface Fault {
  method?: string;
  status?: number;
  headers?: Record<string, string>;
  body?: unknown;
  delayMs?: number;
  drop?: 'before' | 'after';
}

export class Faults {
  private left = 0;
  private fault: Fault = {};

  /** The next `times` requests; replaces what was set before. */
  set(times: number, fault: Fault): void {
    this.left = times;
    this.fault = fault;
  }

  /** The fault for this request, if it is to meet one. */
  take(method: string): Fault | undefined {
    if (this.left === 0) return undefined;
    if (this.fault.method !== undefined && this.fault.method.toUpperCase() !== method) return undefined;
    this.left -= 1;
    return this.fault;
  }

  clear(): void {
    this.left = 0;
  }
}
