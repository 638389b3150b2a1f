module.exports = {
  projects: [
    { displayName: 'global', testMatch: ['**/global.test.js'], fakeTimers: { enableGlobally: true } },
    { displayName: 'later', testMatch: ['**/later.test.js'] },
  ],
};
