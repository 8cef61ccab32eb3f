/* Keeping: every change is saved soon, one save at a time, in order; what did not get through is tried again. */
(function () {
  'use strict';
  var page = window.entryPage;
  if (!page) { return; }
  var form = page.form, byId = page.byId, say = page.say, words = page.words;
  var typed = 0, sent = 0, kept = 0;   // how many changes there were, are on their way, are saved
  var turn = 0, keptTurn = 0;          // the saves of this page, numbered, so that one that comes twice is known
  var timer = 0, slow = 0, failures = 0, lastStatus = 0, busy = false, leaving = false;
  var trouble = '';                    // why the last save was not kept: unreachable, signed-out, refused, stale
  var pressed = null, waiting = null;
  var PAUSES = [2000, 4000, 8000, 16000, 30000, 60000];
  // A page that shows two versions saves nothing by itself until a button is pressed: leaving it is no choice.
  var undecided = form.hasAttribute('data-dirty');
  if (undecided) { typed = 1; }
  var signIn = page.made('p', { 'class': 'sign-in-again', hidden: '' }, [
    page.made('a', { 'class': 'btn btn-quiet', href: '/sign-in', target: '_blank', rel: 'noopener' }, words('sign-in'))]);
  form.querySelector('.savebar').appendChild(signIn);

  page.isUnkept = function () { return typed > kept; };
  // The save that brings, or is just bringing, what stands on the page now.
  page.turn = function () { return page.id + '.' + (typed > sent ? turn + 1 : turn); };
  page.isKeptTurn = function (written) { return Number(written.split('.')[1]) <= keptTurn; };
  page.isLeaving = function () { return leaving; };
  // The element that asked: events of an answer are told at its target, or at what remains of the page.
  page.asked = function (event) { return event.detail.requestConfig ? event.detail.requestConfig.elt : event.detail.elt; };
  page.isOurs = function (event) { return page.asked(event) === form || page.asked(event).getAttribute('name') === '_action'; };
  page.pressed = function () { return pressed; };

  function soon(milliseconds) {
    clearTimeout(timer);
    timer = setTimeout(keep, milliseconds);
  }
  function keep() {
    clearTimeout(timer);
    // while one is on its way, what it leaves open is saved after it
    if (!busy && trouble !== 'stale' && !leaving && !undecided && typed > kept) { form.dispatchEvent(new CustomEvent('keep-entry')); }
  }
  page.on('keep', keep);
  page.on('typed', function (milliseconds) {
    typed += 1;
    if (!trouble) { say(words('waiting')); }
    if (trouble !== 'unreachable') { soon(milliseconds); }
  });
  page.on('leave', function () {
    leaving = true;
    clearTimeout(timer);
  });

  form.addEventListener('htmx:configRequest', function (event) {
    if (!page.isOurs(event)) { return; }
    turn += 1;
    event.detail.parameters._turn = page.id + '.' + turn;
    sent = typed;
    if (event.target === form) { event.detail.parameters._action = 'save'; }
  });
  form.addEventListener('htmx:beforeRequest', function (event) {
    if (!page.isOurs(event)) { return; }
    if (leaving) { event.preventDefault(); return; }
    busy = true;
    clearTimeout(slow);
    slow = setTimeout(function () { if (busy && !trouble) { say(words('saving')); } }, 800);
  });
  form.addEventListener('htmx:beforeSwap', function (event) {
    // Failures are told in the bar below, where the page does not jump away from what is being typed.
    if (page.isOurs(event) && event.detail.xhr.status >= 400 && event.detail.xhr.status !== 409) {
      event.detail.shouldSwap = false;
      event.stopPropagation();
    }
  });
  ['htmx:sendError', 'htmx:timeout'].forEach(function (name) {
    form.addEventListener(name, function (event) { if (page.isOurs(event)) { event.stopPropagation(); } });
  });
  form.addEventListener('htmx:afterRequest', function (event) {
    if (!page.isOurs(event)) { return; }
    busy = false;
    clearTimeout(slow);
    var status = event.detail.xhr ? event.detail.xhr.status : 0;
    if (status >= 200 && status < 300) { settled(); } else { refused(status); }
  });

  function settled() {
    trouble = '';
    failures = 0;
    signIn.hidden = true;
    kept = Math.max(kept, sent);
    keptTurn = turn;
    page.tell('answered');
    if (typed > kept) { say(words('waiting')); soon(1500); } else { page.tell('kept'); }
    if (waiting) { var button = waiting; waiting = null; button.click(); }
  }
  function refused(status) {
    waiting = null;
    if (status === 409) {
      trouble = 'stale';
    } else if (status === 0 || status === 429 || status >= 500) {
      trouble = 'unreachable';
      lastStatus = status;
      sayUnreachable();
      soon(PAUSES[Math.min(failures, PAUSES.length - 1)]);
      failures += 1;
    } else if (status === 400 || status === 401 || status === 403) {
      trouble = 'signed-out';
      say(words('signed-out'), true);
      signIn.hidden = false;
      renew();
    } else {
      trouble = 'refused';
      say(words(status === 413 ? 'too-large' : 'refused'), true);
    }
    page.tell('unkept', trouble);
  }
  function sayUnreachable() {
    say(words((lastStatus ? 'failed' : 'offline') + (page.isCopied && page.isCopied() ? '-copied' : '')), true);
  }
  page.on('copied', function () { if (trouble === 'unreachable') { sayUnreachable(); } });

  // After signing in again in another window this page's token is an old one: fetch a new one, then save. Somebody else
  // who signed in there must not save this page.
  function renew() {
    setTimeout(function () {
      fetch(location.href, { credentials: 'same-origin' }).then(function (answer) { return answer.text(); }).then(function (text) {
        var fresh = new DOMParser().parseFromString(text, 'text/html');
        var input = fresh.querySelector('input[name="_csrf"]');
        if (!input || owner(fresh) !== owner(document)) { renew(); return; }
        page.all('input[name="_csrf"]', function (old) { old.value = input.value; });
        trouble = '';
        keep();
      }).catch(renew);
    }, 5000);
  }
  function owner(of) {
    var meta = of.querySelector('meta[name="copy-owner"]');
    return meta ? meta.getAttribute('content') : '';
  }
  window.addEventListener('online', keep);
  document.addEventListener('visibilitychange', function () { if (document.hidden && typed > kept) { keep(); } });
  document.addEventListener('photos-changed', function () { page.tell('typed', 0); });
  window.addEventListener('pageshow', function () { leaving = false; });
  window.addEventListener('beforeunload', function (event) {
    if (typed > kept && !leaving && !(page.isCopied && page.isCopied())) { event.preventDefault(); event.returnValue = ''; }
  });

  // ---- buttons that change a part of the page ask for that part alone; without htmx they are submits like any other ----
  function partOf(button) {
    var words = button ? button.value.split(':') : [];
    if (!window.htmx || ['add', 'remove', 'carry', 'uncarry'].indexOf(words[0]) < 0) { return null; }
    return words[1].charAt(0) === '*' ? byId('entry-state') : byId('f-' + words[1].replace(/\./g, '-'));
  }
  function ask(button, part) {
    window.htmx.ajax('POST', form.getAttribute('action'),
      { source: button, target: part, swap: part.id === 'entry-state' ? 'innerHTML' : 'outerHTML' });
  }

  // ---- pressing a button of the page: never beside a save that is still on its way, never before what is typed is kept ----
  document.addEventListener('click', function (event) {
    var button = event.target.closest ? event.target.closest('button[name="_action"]') : null;
    if (button) { pressed = button; }
  }, true);
  form.addEventListener('submit', function (event) {
    var button = event.submitter || pressed, part = partOf(button);
    undecided = false;
    if (part) {
      event.preventDefault();
      ask(button, part);
      return;
    }
    var mayPass = !window.htmx || trouble === 'stale' || trouble === 'refused' || (button && button.value === 'discard');
    if (navigator.onLine === false) {
      event.preventDefault();
      lastStatus = 0;
      sayUnreachable();
    } else if (busy || (!mayPass && (trouble || typed > kept))) {
      event.preventDefault();
      waiting = button;
      if (!busy) { typed += 1; keep(); }
    } else {
      page.tell('leave', button ? button.value : '');
      setTimeout(function () { leaving = false; }, 20000);
    }
  });
}());
