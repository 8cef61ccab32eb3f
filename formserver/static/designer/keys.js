/* The designer by keyboard, beside Tab and Enter: what it has is listed on the page under 用键盘. In inputs the keys of the
   browser stay as they are, but for Alt with arrows. */
(function () {
  'use strict';
  var page = window.designerPage;
  if (!page) { return; }
  var root = page.root;
  var ARROWS = { ArrowUp: [0, -1], ArrowDown: [0, 1], ArrowLeft: [-1, 0], ArrowRight: [1, 0] };

  function isTyping(element) { return /^(INPUT|TEXTAREA|SELECT)$/.test(element.nodeName) && !/^(checkbox|radio)$/.test(element.type); }
  function press(id) {
    var button = document.getElementById(id);
    if (button) { button.click(); }
  }

  // The cell beside a cell, as one sees it: over its middle, the nearest.
  function beside(cell, way) {
    var from = cell.getBoundingClientRect(), found = null, least = Infinity;
    page.each(root.querySelectorAll('.designer-grid td[data-cell], .designer-line'), function (other) {
      var place = other.getBoundingClientRect(), distance, off;
      if (way[0]) {
        distance = way[0] > 0 ? place.left - from.right : from.left - place.right;
        off = from.top + 4 < place.top || from.top + 4 > place.bottom;
      } else {
        distance = way[1] > 0 ? place.top - from.bottom : from.top - place.bottom;
        off = from.left + 4 < place.left || from.left + 4 > place.right;
      }
      if (other !== cell && !off && distance > -3 && distance < least) { found = other; least = distance; }
    });
    return found;
  }
  function step(pairs, after) { page.go({ pairs: pairs, after: after }); }
  function focusCell(key) {
    var link = document.getElementById('c-' + key.replace(/\./g, '-'));
    if (link) { link.focus(); }
  }
  function onCell(event, cell) {
    var way = ARROWS[event.key], key = cell.getAttribute('data-cell'), field = cell.getAttribute('data-field'), other;
    if (way && !event.altKey) {
      other = beside(cell, way);
      if (other) { other.querySelector('a').focus(); }
    } else if (way && way[1] && key) {
      step([['do', 'move_row'], ['cell', key], ['way', way[1] < 0 ? 'up' : 'down']], function () {
        var numbers = key.split('.');
        numbers[1] = Number(numbers[1]) + way[1];
        focusCell(numbers.join('.'));
      });
    } else if (way && key) {
      other = beside(cell, way);
      if (!other || !other.hasAttribute('data-cell')) { return; }
      step([['do', 'exchange'], ['cell', key], ['other', other.getAttribute('data-cell')]], function () { focusCell(other.getAttribute('data-cell')); });
    } else if (event.key === 'Delete' && field) {
      step([['do', 'remove'], ['field', field]]);
    } else if (event.key === 'Enter' && cell.querySelector('[aria-current]')) {
      other = root.querySelector('#panel details[open] input:not([type="hidden"]), #panel .designer-properties input:not([type="hidden"])');
      (other || document.getElementById('panel')).focus();
    } else {
      return;
    }
    event.preventDefault();
  }
  function onItem(event, item) {
    var list = item.closest('[data-sorts]'), way = ARROWS[event.key];
    var items = Array.prototype.filter.call(list.querySelectorAll('[data-item]'), function (one) { return one.closest('[data-sorts]') === list; });
    var other = items[items.indexOf(item) + way[1]];
    event.preventDefault();
    if (other) { page.go({ pairs: page.sorted(list, item, other, way[1] > 0) }); }
  }
  document.addEventListener('keydown', function (event) {
    var at = event.target, isInside = root.contains(at) || at === document.body;
    if (event.isComposing || event.defaultPrevented || !isInside) { return; }
    var item = at.closest && at.closest('[data-item]'), cell = at.closest && at.closest('td[data-cell], .designer-line');
    var way = ARROWS[event.key];
    if (event.ctrlKey || event.metaKey) {
      var letter = event.key.toLowerCase();
      if (isTyping(at) || event.altKey) { return; }
      if (letter === 'z' && !event.shiftKey) { press('b-undo'); } else if (letter === 'y' || letter === 'z') { press('b-redo'); } else { return; }
      event.preventDefault();
    } else if (event.altKey && way && way[1] && item && at.nodeName !== 'SELECT') {
      onItem(event, item);
    } else if (cell && at.nodeName === 'A' && !event.shiftKey) {
      onCell(event, cell);
    } else if (event.key === 'Escape' && at.closest('.designer-side')) {
      focusCell(root.getAttribute('data-cell') || '');
    }
  });
}());
