export default { test: { environment: 'jsdom', globals: true, include: ['jsdom.test.js'] } };
