function lambda(input, callback) {
  const payload = input.payload;
  const respond = (commands) => callback(null, commands);
  if (payload.general && payload.general.inOffHours) {
    return respond([{ type: 'systemMessage', text: 'We are closed.' }, { type: 'closeConversation' }]);
  }
  return respond([{ type: 'transfer', skillId: String(payload.skill) }]);
}
