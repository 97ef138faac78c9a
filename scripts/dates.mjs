/**
 * As much of dayjs as the library uses to read the dates of a reservation: `null`, or a time in ISO 8601 with its zone,
 * as TaskRouter writes them. A time that is missing stays missing; dayjs would make it now.
 */
export default {
  extend() {},
  /** @param {string | null | undefined} text */
  utc(text) {
    const date = new Date(text ?? Number.NaN);
    return { isValid: () => !Number.isNaN(date.getTime()), toDate: () => date };
  },
};
