/* The only script of the frame: says that scripts run, makes htmx keep to the house rules, and leaves nobody's copies of
   unsaved pages (static/entry/copy.js) to the next person at the same computer. What it says is in /spoken/. */
(function () {
  'use strict';
  var root = document.documentElement;
  root.classList.add('js');

  // Only what the server marks as a page with problems replaces anything; see below for other errors.
  function tell(name, content) {
    var told = document.createElement('meta');
    told.name = name;
    told.content = content;
    document.head.appendChild(told);
  }
  tell('theme-color', '#083a37');
  tell('htmx-config', JSON.stringify({
    allowEval: false, historyCacheSize: 0, refreshOnHistoryMiss: true, includeIndicatorStyles: false, selfRequestsOnly: true, timeout: 20000,
    attributesToSettle: ['class'],   // a style, such as the size a text box was drawn to, is refused by the policy
    responseHandling: [
      { code: '204', swap: false }, { code: '[23]..', swap: true }, { code: '422', swap: true }, { code: '[45]..', swap: false, error: true }
    ]
  }));

  function token() {
    var input = document.querySelector('input[name="_csrf"]');
    return input ? input.value : '';
  }

  function notices() {
    return document.getElementById('notices');
  }

  document.addEventListener('htmx:configRequest', function (event) {
    if (event.detail.verb !== 'get') {
      event.detail.headers['X-CSRFToken'] = token();
    }
  });

  // An error may only be drawn where the server says so; the page, with what was typed, stays.
  document.addEventListener('htmx:beforeSwap', function (event) {
    var detail = event.detail;
    if (detail.xhr.status >= 400 && detail.xhr.status !== 422) {
      detail.shouldSwap = Boolean(detail.xhr.getResponseHeader('HX-Retarget'));
      if (!detail.shouldSwap) { notConnected(); }
    }
  });

  function line(css, name) {
    var made = document.createElement('p');
    made.className = css;
    made.textContent = window.spoken[name];
    return made;
  }
  function notConnected() {
    var place = notices(), notice = document.createElement('div');
    if (!place) { return; }
    notice.className = 'notice notice-problem';
    notice.setAttribute('role', 'alert');
    notice.appendChild(line('notice-title', 'no-answer'));
    notice.appendChild(line('', 'no-answer-advice'));
    place.textContent = '';
    place.appendChild(notice);
    place.scrollIntoView({ block: 'nearest' });
  }
  document.addEventListener('htmx:sendError', notConnected);
  document.addEventListener('htmx:timeout', notConnected);

  // Copies are named "formserver-copy:<owner>:…". A page of nobody (an ended session) leaves them for who comes back.
  function forgetCopies(owner) {
    try {
      Object.keys(localStorage).forEach(function (name) {
        var parts = name.split(':');
        if (parts[0] === 'formserver-copy' && parts[1] !== owner) { localStorage.removeItem(name); }
      });
    } catch (refused) { /* a browser without storage has no copies */ }
  }
  var owner = document.querySelector('meta[name="copy-owner"]');
  if (owner) { forgetCopies(owner.getAttribute('content')); }
  document.addEventListener('submit', function (event) {
    if (event.target.hasAttribute('data-ends-session')) {
      forgetCopies('');
      document.dispatchEvent(new CustomEvent('session-ends'));
      if (window.BroadcastChannel) { new BroadcastChannel('formserver').postMessage('session-ends'); }
    }
  });
}());
