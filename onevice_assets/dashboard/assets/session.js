// A session that ended while the page was open: go and sign in, then come back to the same view.
(() => {
  const ask = window.fetch;
  window.fetch = async (...what) => {
    const answer = await ask(...what);
    if (answer.status === 401) location.assign('/' + location.search);
    return answer;
  };
})();
