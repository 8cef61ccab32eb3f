/* Moving about the page: jumps to a field, the Enter key, Ctrl+S, long lists that are searched. */
(function () {
  'use strict';
  var page = window.entryPage;
  if (!page) { return; }
  var form = page.form;
  var LONG_LIST = 12;

  function isSeen(element) { return element.offsetParent !== null; }
  page.firstInput = function (place) {
    return place.querySelector('input:not([type="hidden"]):not([disabled]), select, textarea');
  };

  // ---- jumps ----
  document.addEventListener('click', function (event) {
    var link = event.target.closest('a[href^="#"]');
    var place = link && link.hash.length > 1 && page.byId(link.hash.slice(1));
    if (!place || !page.holds(place)) { return; }
    var input = Array.prototype.filter.call(
      place.querySelectorAll('input:not([type="hidden"]):not([disabled]), select, textarea'), isSeen)[0];
    if (!input) { return; }
    event.preventDefault();
    place.scrollIntoView({ block: place.offsetHeight < window.innerHeight / 2 ? 'center' : 'start' });
    input.focus({ preventScroll: true });
  });

  // ---- the line of sections: on phones it is wider than the page ----
  page.fit(function () {
    var line = document.querySelector('#entry-progress ol'), open = line && line.querySelector('li:not(.complete)');
    if (open) { line.scrollLeft = open.offsetLeft - line.firstElementChild.offsetLeft; }
  });

  // ---- keys ----
  function stops() {
    var groups = Object.create(null);   // a question may be called constructor
    return Array.prototype.filter.call(form.querySelectorAll('input, select, textarea, button'), function (input) {
      if (input.tagName === 'FIELDSET' || !isSeen(input) || input.disabled || input.type === 'file') { return false; }
      if (input.tagName === 'BUTTON' && input.className.indexOf('btn-main') < 0) { return false; }
      if (input.hasAttribute('data-writes') || input.hasAttribute('data-searches')) { return false; }
      if (input.type !== 'radio') { return true; }
      var chosen = form.querySelector('input[type="radio"][name="' + input.name + '"]:checked');
      if (groups[input.name] || (chosen && chosen !== input && isSeen(chosen))) { return false; }
      groups[input.name] = true;
      return true;
    });
  }
  function goOn(from) {
    var after = stops().filter(function (input) {
      return input !== from && (input.type !== 'radio' || input.name !== from.name) &&
        from.compareDocumentPosition(input) & Node.DOCUMENT_POSITION_FOLLOWING;
    });
    if (after[0]) { after[0].focus(); }
  }
  // A Chinese input method ends its own word with Enter.
  function isPlainEnter(event) { return event.key === 'Enter' && !event.isComposing && event.keyCode !== 229 && !event.shiftKey; }
  form.addEventListener('keydown', function (event) {
    var input = event.target;
    if (!isPlainEnter(event) || input.tagName !== 'INPUT' || input.type === 'file' || input.type === 'submit') { return; }
    event.preventDefault();
    if (!input.hasAttribute('data-searches')) { goOn(input); }
  });
  document.addEventListener('keydown', function (event) {
    if ((event.ctrlKey || event.metaKey) && !event.altKey && event.key.toLowerCase() === 's') {
      event.preventDefault();
      var at = document.activeElement;
      if (at && at.form === form && !page.isChoice(at)) { at.dispatchEvent(new Event('change', { bubbles: true })); }
      page.tell('keep');
    }
  });

  // ---- long lists ----
  function searched(list) {
    if (list.options.length <= LONG_LIST + 1 || list.hasAttribute('data-searched')) { return; }
    list.setAttribute('data-searched', '');
    var label = form.querySelector('label[for="' + list.id + '"]');
    var named = page.words('search-in').replace('#', label ? label.firstChild.textContent.trim() : '');
    var input = page.made('input', { 'class': 'form-control', type: 'search', 'data-searches': '', autocomplete: 'off',
      placeholder: page.words('search'), 'aria-label': named });
    var found = page.made('span', { 'class': 'list-found', role: 'status' });
    var search = page.made('div', { 'class': 'list-search' }, [input, found]);
    input.setAttribute('aria-controls', list.id);
    var every = Array.prototype.slice.call(list.options), known = {}, asked = false;
    input.addEventListener('focus', function () {
      if (asked || !list.hasAttribute('data-list')) { return; }
      asked = true;   // without an answer only the words of the list itself are searched
      fetch(list.getAttribute('data-list'), { credentials: 'same-origin' }).then(function (answer) { return answer.ok ? answer.json() : {}; })
        .then(function (words) { known = words; if (input.value) { input.dispatchEvent(new Event('input')); } }).catch(function () { asked = false; });
    });
    input.addEventListener('input', function (event) {
      event.stopPropagation();
      var wanted = input.value.normalize('NFKC').trim().toLowerCase(), chosen = list.value;
      var fitting = every.filter(function (option) { return option.value && (option.text + ' ' + (known[option.value] || '')).toLowerCase().indexOf(wanted) >= 0; });
      every.forEach(function (option) { option.remove(); });
      every.forEach(function (option) {
        if (!option.value || option.value === chosen || fitting.indexOf(option) >= 0) { list.appendChild(option); }
      });
      list.value = chosen;
      found.textContent = wanted ? page.words(fitting.length ? 'found' : 'found-none').replace('#', fitting.length) : '';
      input.firstFit = wanted ? fitting[0] : null;
    });
    input.addEventListener('change', function (event) { event.stopPropagation(); });
    input.addEventListener('keydown', function (event) {
      if (event.key === 'ArrowDown' || isPlainEnter(event)) {
        event.preventDefault();
        if (event.key === 'Enter' && input.firstFit) {
          list.value = input.firstFit.value;
          list.dispatchEvent(new Event('change', { bubbles: true }));
        }
        list.focus();
      }
    });
    list.parentNode.insertBefore(search, list);
  }
  function searchAll() { page.all('#entry select', searched); }
  page.fit(searchAll);

  if (page.byId('problems')) { page.byId('problems').focus(); }
}());
