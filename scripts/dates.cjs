/**
 * Stands in a bundle where the library has dayjs. It reads no date, upon which the library hands on the text as TaskRouter
 * wrote it; that is all that a reservation's dates are wanted for. Writing a date, which no parameter of ours needs, is not
 * among what it can do.
 */
const unread = { isValid: () => false };

module.exports = { extend() {}, utc: () => unread };
