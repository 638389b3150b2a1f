export const lambda = async ({ payload }) => {
  const answer = await fetch(payload.url);
  return answer.status;
};
