/* The entry page while it is open: keeps what is typed, shows what must be answered now, spares taps. Nothing depends on it. */
(function () {
  'use strict';
  var form = document.getElementById('entry');
  if (!form) { return; }
  var state = function () { return byId('entry-state'); };
  var typed = 0, sent = 0, kept = 0;   // how many changes there were, are on their way, are saved
  var left = {};                       // names of the fields that were left, whose problems may be shown
  var timer = 0, busy = false, leaving = false, stopped = false, failed = false;
  var pressed = null, waiting = null, focusAt = '', top = null;
  if (form.hasAttribute('data-dirty')) { typed = 1; }

  function byId(id) { return document.getElementById(id); }
  function each(list, act) { Array.prototype.forEach.call(list, act); }
  function all(selector, act) { each(document.querySelectorAll(selector), act); }
  // The element that asked: events of an answer are told at its target, or at what remains of the page.
  function asked(event) { return event.detail.requestConfig ? event.detail.requestConfig.elt : event.detail.elt; }
  function isOurs(event) { return asked(event) === form || asked(event).hasAttribute('data-rows'); }

  function say(words, isBad) {
    var line = state().querySelector('.state-line');
    if (line && line.textContent !== words) { line.textContent = words; }
    if (line) { line.className = 'state-line' + (isBad ? ' not-kept' : ''); }
  }

  // ---- keeping ----
  function soon(milliseconds) {
    clearTimeout(timer);
    timer = setTimeout(keep, milliseconds);
  }
  function keep() {
    clearTimeout(timer);
    if (!stopped && !leaving && typed > kept) { form.dispatchEvent(new CustomEvent('keep-entry')); }
  }
  function changed(milliseconds) {
    typed += 1;
    if (!failed && !stopped) { say(form.getAttribute('data-waiting')); }
    soon(milliseconds);
  }

  form.addEventListener('htmx:configRequest', function (event) {
    if (event.target !== form) { return; }
    all('.problem-place[data-level]', function (place) { left[nameAt(place)] = true; });
    event.detail.parameters._action = 'save';
    event.detail.parameters._changed = Object.keys(left).join(' ');
    left = {};
    sent = typed;
  });
  form.addEventListener('htmx:beforeRequest', function (event) {
    if (!isOurs(event)) { return; }
    if (leaving) { event.preventDefault(); return; }
    busy = true;
    if (asked(event) !== form) { focusAt = asked(event).getAttribute('data-rows'); sent = typed; }
  });
  form.addEventListener('htmx:beforeSwap', function (event) {
    var at = document.activeElement;
    top = at && form.contains(at) ? placeOf(at) : null;
    // Other failures are told in the bar below, where the page does not jump away from what is being typed.
    if (isOurs(event) && event.detail.xhr.status >= 400 && event.detail.xhr.status !== 409) { event.stopPropagation(); }
  });
  ['htmx:sendError', 'htmx:timeout'].forEach(function (name) {
    form.addEventListener(name, function (event) { if (isOurs(event)) { event.stopPropagation(); } });
  });
  form.addEventListener('htmx:afterRequest', function (event) {
    if (!isOurs(event)) { return; }
    busy = false;
    if (event.detail.successful) { settled(); } else { refused(event.detail.xhr ? event.detail.xhr.status : 0); }
  });

  function settled() {
    failed = false;
    byId('entry-sign-in').hidden = true;
    kept = Math.max(kept, sent);
    tell();
    if (typed > kept) { soon(1500); }
    if (waiting) { var button = waiting; waiting = null; button.click(); }
  }
  function refused(status) {
    waiting = null;
    failed = true;
    if (status === 409) { stopped = true; return; }
    if (status === 0 || status >= 500) { say(form.getAttribute('data-offline'), true); soon(10000); return; }
    if (status === 400 || status === 401 || status === 403) {
      say(form.getAttribute('data-signed-out'), true);
      byId('entry-sign-in').hidden = false;
      renew();
      return;
    }
    say(form.getAttribute('data-refused'), true);
  }
  // After signing in again in another window this page's token is an old one: fetch a new one, then save.
  function renew() {
    setTimeout(function () {
      fetch(location.href, { credentials: 'same-origin' }).then(function (answer) { return answer.text(); }).then(function (text) {
        var meta = new DOMParser().parseFromString(text, 'text/html').querySelector('meta[name="csrf-token"]');
        if (!meta) { renew(); return; }
        var token = meta.getAttribute('content');
        document.querySelector('meta[name="csrf-token"]').setAttribute('content', token);
        all('input[name="csrf_token"]', function (input) { input.value = token; });
        keep();
      }).catch(renew);
    }, 8000);
  }
  window.addEventListener('online', keep);
  document.addEventListener('visibilitychange', function () { if (document.hidden && typed > kept) { keep(); } });
  document.addEventListener('photos-changed', function () { changed(0); });
  window.addEventListener('pageshow', function () { leaving = false; });
  window.addEventListener('beforeunload', function (event) {
    if (typed > kept && !leaving) { event.preventDefault(); event.returnValue = ''; }
  });

  // ---- pressing a button of the page: never beside a save that is still on its way ----
  document.addEventListener('click', function (event) {
    var button = event.target.closest ? event.target.closest('button[name="_action"]') : null;
    if (button) { pressed = button; }
  }, true);
  form.addEventListener('submit', function (event) {
    var button = event.submitter || pressed;
    if (navigator.onLine === false) {
      event.preventDefault();
      say(form.getAttribute('data-offline'), true);
    } else if (busy || (failed && !stopped)) {
      event.preventDefault();
      waiting = button;
      if (!busy) { typed += 1; keep(); }
    } else {
      leaving = true;
      clearTimeout(timer);
      setTimeout(function () { leaving = false; }, 20000);
    }
  });

  // ---- what an answer tells ----
  function tell() {
    var facts = byId('entry-facts');
    if (facts) {
      var hidden = (facts.getAttribute('data-hidden-ids') || '').split(' ');
      all('[data-condition]', function (place) { place.toggleAttribute('data-hidden', hidden.indexOf(place.id) >= 0); });
      JSON.parse(facts.getAttribute('data-proposed') || '[]').forEach(propose);
      facts.remove();
    }
    mark();
    if (focusAt) { focusRow(byId(focusAt)); focusAt = ''; }
    var at = document.activeElement;
    var moved = top !== null && at && form.contains(at) ? placeOf(at) - top : 0;
    if (moved) { window.scrollBy(0, moved); }
  }
  function placeOf(element) { return element.getBoundingClientRect().top + window.pageYOffset; }
  function propose(pair) {
    var inputs = document.getElementsByName(pair[0]);
    var isAnswered = Array.prototype.some.call(inputs, function (input) { return isChoice(input) ? input.checked : input.value; });
    if (isAnswered) { return; }
    each(inputs, function (input) {
      if (isChoice(input)) { input.checked = input.value === pair[1]; } else if (input !== document.activeElement) { input.value = pair[1]; }
    });
  }
  function nameAt(place) {
    var named = byId(place.getAttribute('data-of'));
    var input = named && (named.hasAttribute('data-name') ? named : named.querySelector('[name]'));
    return input ? input.getAttribute('data-name') || input.name : '';
  }
  function mark() {
    all('.sheet-row', function (row) { row.classList.remove('has-problem', 'has-warning'); });
    all('.problem-place[data-level]', function (place) {
      var row = place.closest('.sheet-row');
      if (row) { row.classList.add(place.getAttribute('data-level') === 'error' ? 'has-problem' : 'has-warning'); }
    });
    all('#entry [aria-describedby]', function (input) {
      var isBad = input.getAttribute('aria-describedby').split(' ').some(function (id) {
        var place = byId(id);
        return place && place.getAttribute('data-level') === 'error';
      });
      if (isBad) { input.setAttribute('aria-invalid', 'true'); } else { input.removeAttribute('aria-invalid'); }
    });
    all('.problem-list a, .warning-list a', function (link) {
      var place = byId(link.hash.slice(1) + '-problem');
      link.classList.toggle('done', !place || !place.hasAttribute('data-level'));
    });
    look();
  }

  // ---- what follows from the inputs themselves ----
  function isChoice(input) { return input.type === 'radio' || input.type === 'checkbox'; }
  function look() {
    all('#entry .option, #entry .none-mark', function (option) {
      var input = option.querySelector('input');
      option.classList.toggle('chosen', Boolean(input && isChoice(input) && input.checked));
    });
    all('[data-clears]', function (button) {
      var row = button.closest('.sheet-row');
      button.hidden = !row.querySelector('.option.chosen') || row.querySelector('.must').textContent !== '';
    });
    all('[data-shuts]', function (box) { byId(box.getAttribute('data-shuts')).hidden = box.checked; });
    all('[data-count]', count);
    all('.none-marks', function (marks) {
      var row = marks.closest('.sheet-row');
      if (row) { row.classList.toggle('is-none', Boolean(marks.querySelector('.chosen'))); }
    });
  }
  function count(input) {
    var place = input.parentNode.querySelector('.count');
    var length = input.value.replace(/\s/g, '').length;
    if (place) { place.textContent = length ? length + ' / ' + input.getAttribute('data-count') : ''; }
  }
  function agree(input) {
    if (!input.checked || input.type !== 'checkbox') { return; }
    each(document.getElementsByName(input.name), function (other) {
      var isRival = input.dataset.alone !== undefined || other.dataset.alone !== undefined ||
        (input.dataset.group && input.dataset.group === other.dataset.group);
      if (other !== input && isRival) { other.checked = false; }
    });
  }
  function tickFor(blank) {
    var option = blank.closest('.option');
    var box = option && option.querySelector('input[type="radio"], input[type="checkbox"]');
    if (box && box !== blank && blank.value) { box.checked = true; agree(box); }
  }
  function takeBackNone(input) {
    var row = input.closest('.sheet-row');
    var marks = row && row.querySelector('.sheet-value > .none-marks');
    if (!marks || marks.contains(input) || !(isChoice(input) ? input.checked : input.value)) { return; }
    each(marks.querySelectorAll('input'), function (mark) { mark.checked = false; });
  }
  function codeOf(input) {
    var code = byId(input.id + '-code'), offered = input.list;
    if (!code) { return; }
    code.value = '';
    each(offered ? offered.options : [], function (option) {
      if (option.value === input.value.trim()) { code.value = option.getAttribute('data-code'); }
    });
  }

  document.addEventListener('input', function (event) {
    var input = event.target;
    if (input.form !== form || !input.name) { return; }
    if (isChoice(input)) { agree(input); } else { tickFor(input); codeOf(input); }
    takeBackNone(input);
    look();
    changed(isChoice(input) ? 300 : 2000);
  });
  document.addEventListener('change', function (event) {
    var input = event.target;
    if (input.form !== form) { return; }
    if (input.hasAttribute('data-writes')) {
      input = byId(input.getAttribute('data-writes'));
      input.value = event.target.value;
    }
    if (!input.name) { return; }
    var row = input.closest('.blank-place') ? null : input.closest('.sheet-row');
    left[row ? row.getAttribute('data-name') : input.name] = true;
    changed(50);
  });

  // ---- moving about ----
  function firstInput(place) { return place.querySelector('input:not([type="hidden"]):not([disabled]), select, textarea'); }
  function focusRow(table) {
    if (!table) { return; }
    top = null;
    var cards = table.querySelectorAll('.row-card'), add = table.querySelector('.row-add button');
    var first = pressed && pressed.value.indexOf('add:') === 0 && cards.length ? firstInput(cards[cards.length - 1]) : add;
    if (first) { first.focus(); }
  }
  document.addEventListener('click', function (event) {
    var clears = event.target.closest('[data-clears]'), link = event.target.closest('a[href^="#f-"]');
    if (clears) {
      each(document.getElementsByName(clears.getAttribute('data-clears')), function (input) { input.checked = false; });
      look();
      changed(50);
    }
    var place = link && byId(link.hash.slice(1)), input = place && firstInput(place);
    if (input) {
      event.preventDefault();
      place.scrollIntoView({ block: 'center' });
      input.focus({ preventScroll: true });
    }
  });

  all('.tiers input[disabled]', function (code) { code.disabled = false; });
  mark();
  if (byId('problems')) { byId('problems').focus(); }
}());
