/* Puts into the sheet what only scripts use: empty places for problems and marks, the button that takes a choice back, the calendar
   beside a date, the count of a number, the code that belongs to the name of a place. */
(function () {
  'use strict';
  var page = window.entryPage;
  if (!page) { return; }
  var made = page.made, words = page.words;

  // Where the input has the id, the row takes it; links and pieces of an answer mean the row.
  function named(row) {
    if (row.id) { return; }
    var label = row.querySelector('.field-label'), id = label.htmlFor, input = page.byId(id);
    input.id = id + '-in';
    label.htmlFor = input.id;
    row.id = id;
  }
  // Every question has a place for its problem, and its input says so.
  function place(within, id, input) {
    if (page.byId(id + '-problem')) { return; }
    within.appendChild(made('span', { 'class': 'problem-place', id: id + '-problem' }));
    if (!input) { return; }
    var told = input.getAttribute('aria-describedby');
    input.setAttribute('aria-describedby', (told ? told + ' ' : '') + id + '-problem');
  }
  function inputOf(row) {
    var value = row.querySelector('.sheet-value'), lock = value.querySelector('.lock');
    var inside = Array.prototype.filter.call((lock && lock.parentNode === value ? lock : value).children, function (child) {
      return child.tagName === 'FIELDSET' && child.className !== 'lock' && child.className !== 'people';
    });
    return inside[0] || page.byId(row.id + '-in');
  }
  function spoken(element) {
    var label = element.closest('.sheet-row').querySelector('.field-label').firstChild;
    return element.getAttribute('data-spoken') || (label ? label.textContent.trim() : '');
  }

  page.fit(function () {
    page.all('#entry .sheet-row', function (one) {
      named(one);
      var label = one.querySelector('.field-label'), must = label.querySelector('.must') || label.appendChild(made('span', { 'class': 'must' }));
      must.id = one.id + '-must';
      place(one.querySelector('.sheet-value'), one.id, inputOf(one));
      var reason = page.byId(one.id + '-reason');
      if (reason) { reason.parentNode.appendChild(reason); }
    });
    page.all('#entry .blank-place[id]', function (computed) { place(computed, computed.id, null); });
    page.all('#entry input.blank', function (blank) { place(blank.parentNode, blank.id, blank); });
    page.all('#entry fieldset:not(.people) > .options', function (options) {
      var radio = options.querySelector('input[type="radio"]');
      if (!radio || options.querySelector('[data-clears]')) { return; }
      options.appendChild(made('button', { 'class': 'link-button clear-choice', type: 'button', 'data-clears': radio.name, hidden: '' }, [
        document.createTextNode(words('clear')),
        made('span', { 'class': 'visually-hidden' }, words('clear-what').replace('#', spoken(options)))]));
    });
    page.all('#entry [data-pick]', function (input) {
      if (input.nextElementSibling) { return; }
      var kind = input.getAttribute('data-pick');
      var wheel = made('input', { 'class': 'date-pick', type: kind, 'data-writes': input.id,
        'aria-label': words(kind === 'date' ? 'calendar' : 'choose').replace('#', spoken(input)) });
      input.parentNode.appendChild(wheel);
      // A browser that has no wheel for months shows a second line to type into instead.
      wheel.hidden = wheel.type !== kind;
    });
    page.all('#entry .with-unit > [data-count]', function (input) {
      input.autocapitalize = 'characters';
      input.spellcheck = false;
      if (!input.nextElementSibling) { input.parentNode.appendChild(made('span', { 'class': 'count', 'aria-hidden': 'true' })); }
    });
    page.all('#entry .tier > [data-code]', function (input) {
      if (input.nextElementSibling) { return; }
      input.parentNode.appendChild(made('input', { type: 'hidden', name: input.name + '_code', value: input.getAttribute('data-code') }));
    });
    page.all('#entry input[type="text"], #entry input[type="tel"], #entry input:not([type])', function (input) {
      input.setAttribute('enterkeyhint', 'next');
    });
  });
  page.form.classList.add('fitted');
}());
