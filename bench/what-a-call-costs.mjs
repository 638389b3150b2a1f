// Kept by hand: what a profile of our own path showed. Shown beside the figures of a call.

/** Figures are those of the day they were taken, before and after side by side in one run. */
export const WHAT_A_CALL_COSTS = {
  title: 'What a call costs',
  text: 'To be filled in.',
};
