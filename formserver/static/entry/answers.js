/* What follows from the answers: which options agree, what is marked, what the server tells of the page after a save. */
(function () {
  'use strict';
  var page = window.entryPage;
  if (!page) { return; }
  var form = page.form, byId = page.byId, each = page.each, all = page.all, isChoice = page.isChoice;
  var left = {};                 // names of the fields that were left, whose problems may be shown
  var focusAt = '', top = null;
  var brought = new WeakMap();   // input of a question that may lock -> what the save on its way brings of it
  var keeps = new WeakMap();     // lock -> what the server has kept in it since it told of the lock, by input

  // ---- what an answer of the server tells ----
  form.addEventListener('htmx:configRequest', function (event) {
    if (event.target !== form) { return; }
    all('.problem-place[data-level]', function (place) { left[nameAt(place)] = true; });
    event.detail.parameters._changed = Object.keys(left).join(' ');
    left = {};
  });
  form.addEventListener('htmx:beforeRequest', function (event) {
    var words = page.isOurs(event) && page.asked(event) !== form ? page.asked(event).value.split(':') : [];
    if (words[0] === 'add' || words[0] === 'remove') { focusAt = 'f-' + words[1].replace(/\./g, '-'); }
  });
  form.addEventListener('htmx:beforeSwap', function () {
    var at = document.activeElement;
    top = at && page.holds(at) ? placeOf(at) : null;
  });
  page.on('answered', function () {
    var facts = byId('entry-facts');
    if (facts) {
      var hidden = (facts.getAttribute('data-hidden-ids') || '').split(' ');
      all('[data-condition]', function (place) { place.toggleAttribute('data-hidden', hidden.indexOf(place.id) >= 0); });
      var isTold = lockThose((facts.getAttribute('data-read-only-ids') || '').split(' '));
      // what was posted over a read-only answer was not kept: show what was
      if (facts.hasAttribute('data-reload') && !page.isUnkept() && !isTold) { location.reload(); return; }
      JSON.parse(facts.getAttribute('data-proposed') || '[]').forEach(propose);
      facts.remove();
    }
    mark();
    if (focusAt) { focusRow(byId(focusAt)); focusAt = ''; }
    var at = document.activeElement;
    var moved = top !== null && at && page.holds(at) ? placeOf(at) - top : 0;
    if (moved) { window.scrollBy(0, moved); }
  });

  // ---- answers that become read-only while the page is open ----
  form.addEventListener('htmx:configRequest', function (event) {
    if (!page.isOurs(event)) { return; }
    brought = new WeakMap();
    all('fieldset.lock', function (lock) { each(inputsOf(lock), function (input) { brought.set(input, answerOf(input)); }); });
  });
  function inputsOf(lock) { return lock.querySelectorAll('input:not([type="hidden"]), select, textarea'); }
  function answerOf(input) { return isChoice(input) ? input.checked : input.value; }
  // Whether anything was locked that had been typed into.
  function lockThose(fixed) {
    var isTold = false;
    all('fieldset.lock', function (lock) {
      if (fixed.indexOf(lock.closest('.sheet-row').id) < 0) { unlock(lock); return; }
      if (!lock.disabled && !keeps.has(lock)) { keeps.set(lock, brought); }
      // what was typed since the save is not known to the server yet: the next save tells again
      if (!lock.disabled && !page.isUnkept()) { isTold = shut(lock) || isTold; }
    });
    return isTold;
  }
  function unlock(lock) {
    var note = lock.parentNode.querySelector('.untaken');
    if (note) { note.remove(); }
    // what was typed while the server held the answer locked was not taken: now it is
    if (keeps.delete(lock) && !lock.disabled) { page.tell('typed', 50); }
    lock.disabled = false;
  }
  // What was typed over what the server keeps is put back, and shown beside it.
  function shut(lock) {
    var kept = keeps.get(lock);
    var changed = Array.prototype.filter.call(inputsOf(lock), function (input) {
      return kept.has(input) && answerOf(input) !== kept.get(input);
    });
    var typed = changed.filter(answerOf).map(function (input) {
      return isChoice(input) ? input.closest('label').textContent.trim() : input.value;
    });
    changed.forEach(function (input) {
      if (isChoice(input)) { input.checked = kept.get(input); } else { input.value = kept.get(input); }
    });
    lock.disabled = true;
    if (!typed.length) { return changed.length > 0; }
    var note = document.createElement('p');
    note.className = 'untaken';
    note.setAttribute('role', 'status');
    lock.after(note);
    note.textContent = page.words('untaken').replace('#', function () { return typed.join('、'); });
    return true;
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
  function focusRow(table) {
    if (!table) { return; }
    top = null;
    var cards = table.querySelectorAll('.row-card'), add = table.querySelector('.row-add button');
    var pressed = page.pressed();
    var first = pressed && pressed.value.indexOf('add:') === 0 && cards.length ? page.firstInput(cards[cards.length - 1]) : add;
    if (first) { first.focus(); }
  }
  function nameAt(place) {
    var named = byId(place.id.replace(/-problem$/, ''));
    return named ? page.nameOf(named) : '';
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
  function look() {
    all('#entry .option, #entry .none-mark', function (option) {
      var input = option.querySelector('input');
      option.classList.toggle('chosen', Boolean(input && isChoice(input) && input.checked));
    });
    all('[data-clears]', function (button) {
      var row = button.closest('.sheet-row');
      // what was carried over has its own way back
      button.hidden = !row.querySelector('.option.chosen') || Boolean(row.querySelector('.field-label > .must:not(:empty)')) ||
        Boolean(row.querySelector('[value^="uncarry:"], fieldset.lock:disabled'));
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
  // A number that is written into boxes: no gaps, capital X, digits of any keyboard.
  function box(input) {
    var caret = input.selectionStart, before = input.value;
    var tidy = function (text) { return text.normalize('NFKC').replace(/[\s\u200b\ufeff·.-]/g, '').toUpperCase(); };
    var after = tidy(before);
    if (after === before) { return; }
    input.value = after;
    caret = tidy(before.slice(0, caret)).length;
    input.setSelectionRange(caret, caret);
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
    var code = input.hasAttribute('data-code') ? input.nextElementSibling : null, offered = input.list;
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
    if (input.hasAttribute('data-count') && !event.isComposing) { box(input); }
    takeBackNone(input);
    look();
    page.tell('typed', isChoice(input) ? 300 : 2000);
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
    left[row ? page.nameOf(row) : input.name] = true;
    page.tell('typed', 50);
  });
  document.addEventListener('click', function (event) {
    var clears = event.target.closest('[data-clears]');
    if (!clears) { return; }
    each(document.getElementsByName(clears.getAttribute('data-clears')), function (input) { input.checked = false; });
    look();
    page.tell('typed', 50);
  });

  mark();
}());
