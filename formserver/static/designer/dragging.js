/* Dragging, by mouse and by finger: a cell to another cell, its row between two rows, a kind onto a cell, an item of a list
   to another place. A drop posts the step that buttons and keys post. A finger drags once it has stayed a moment, so that
   the page still scrolls; on a grip it drags at once. The Escape key calls it off. */
(function () {
  'use strict';
  var page = window.designerPage;
  if (!page) { return; }
  var root = page.root;
  var FAR = 6, STILL = 10, HOLD = 350, EDGE = 12, NEAR_WINDOW = 56;
  var press = null, drag = null, isDropped = false;

  function words(name) { return window.spoken['drag-' + name]; }

  // ---- what may be dragged ----
  function sourceAt(element) {
    var grip = element.closest('.designer-grip'), kind = element.closest('.designer-palette button[name="kind"]');
    var cell = element.closest('td[data-cell]:not([data-empty])');
    if (!root.contains(element)) { return null; }
    if (grip) { return { is: 'item', lifted: grip.closest('[data-item]'), list: grip.closest('[data-sorts]') }; }
    if (kind) { return { is: 'kind', lifted: kind }; }
    return cell ? { is: 'cell', lifted: cell } : null;
  }

  // ---- where it may go: the element to mark, how, in which words, and the step ----
  function targetAt(x, y) {
    var element = document.elementFromPoint(x, y);
    if (!element || !root.contains(element)) { return null; }
    if (drag.is === 'item') { return itemTarget(element, y); }
    var cell = element.closest('td[data-cell]'), row = element.closest('tr[data-row]');
    if (drag.is === 'kind') { return cell ? kindTarget(cell) : null; }
    return rowTarget(element, x, y) || (cell && row ? cellTarget(cell) : null);
  }
  function kindTarget(cell) {
    var label = document.getElementById('add-label').value.trim(), name = drag.lifted.textContent.trim();
    return { mark: cell, how: 'cell', words: words(cell.hasAttribute('data-empty') ? 'into' : 'below'), after: label ? null : askName,
      form: drag.lifted.closest('form'),
      pairs: [['do', 'add'], ['cell', cell.getAttribute('data-cell')], ['kind', drag.lifted.value], ['label', label || name]] };
  }
  function askName() {
    var label = document.getElementById('p-label');
    if (label) { label.focus(); label.select(); }
  }
  function cellTarget(cell) {
    var from = drag.lifted.getAttribute('data-cell'), field = drag.lifted.getAttribute('data-field');
    if (cell === drag.lifted) { return null; }
    var isPut = field && cell.hasAttribute('data-empty'), to = cell.getAttribute('data-cell');
    return { mark: cell, how: 'cell', words: words(cell.hasAttribute('data-empty') ? 'into' : 'swap'),
      pairs: isPut ? [['do', 'put'], ['field', field], ['cell', to]] : [['do', 'exchange'], ['cell', from], ['other', to]] };
  }
  // Near the edge of a row, or beside the table: the whole row goes there.
  function rowTarget(element, x, y) {
    var table = drag.lifted.closest('table'), bounds = table.getBoundingClientRect(), found = null;
    if (!element.closest('.designer-paper') || y < bounds.top - EDGE || y > bounds.bottom + EDGE) { return null; }
    page.each(table.querySelectorAll('tr[data-row]'), function (row) {
      var place = row.getBoundingClientRect(), isBeside = x < bounds.left || x > bounds.right;
      var edge = isBeside ? place.height / 2 : Math.min(EDGE, place.height / 3), number = Number(row.getAttribute('data-row'));
      if (Math.abs(y - place.top) < edge) { found = { row: row, how: 'above', to: number }; }
      if (Math.abs(y - place.bottom) < edge) { found = { row: row, how: 'under', to: number + 1 }; }
    });
    var own = Number(drag.lifted.parentNode.getAttribute('data-row'));
    if (!found || found.to === own || found.to === own + 1) { return null; }
    return { mark: found.row, how: found.how, words: words('row'),
      pairs: [['do', 'row_to'], ['cell', drag.lifted.getAttribute('data-cell')], ['to', String(found.to)]] };
  }
  function itemTarget(element, y) {
    var item = element.closest('[data-item]');
    while (item && item.closest('[data-sorts]') !== drag.list) { item = item.parentNode.closest('[data-item]'); }
    if (!item || item === drag.lifted || !drag.list.contains(item)) { return null; }
    var place = item.getBoundingClientRect(), isUnder = y > place.top + place.height / 2;
    return { mark: item, how: isUnder ? 'under' : 'above', words: words('item'), pairs: page.sorted(drag.list, drag.lifted, item, isUnder) };
  }

  // ---- the lists that can be put in order ----
  // What makes `item` stand beside `other`: above it, or under it.
  page.sorted = function (list, item, other, isUnder) {
    var items = Array.prototype.filter.call(list.querySelectorAll('[data-item]'), function (one) { return one.closest('[data-sorts]') === list; });
    var at = items.indexOf(item), to = items.indexOf(other) + (isUnder ? 1 : 0), code = item.getAttribute('data-item');
    var pairs = JSON.parse(list.getAttribute('data-step'));
    if (list.getAttribute('data-sorts') === 'options') { return pairs.concat([['act', 'at' + (to > at ? to - 1 : to) + ':' + code]]); }
    if (list.getAttribute('data-sorts') === 'sections') { return pairs.concat([['section', code], ['to', String(to)]]); }
    var next = items[to];
    return pairs.concat([['field', code], next ? ['before', next.getAttribute('data-item')] : ['section', list.getAttribute('data-section')]]);
  };

  // ---- showing it ----
  function mark(target) {
    var line = drag.line, chip = drag.chip;
    page.each(root.querySelectorAll('.designer-target'), function (cell) { cell.classList.remove('designer-target'); });
    line.hidden = !target || target.how === 'cell';
    chip.textContent = target ? target.words : words('nowhere');
    chip.classList.toggle('is-nowhere', !target);
    if (!target) { return; }
    if (target.how === 'cell') { target.mark.classList.add('designer-target'); return; }
    var place = target.mark.getBoundingClientRect();
    line.style.left = place.left + 'px';
    line.style.width = place.width + 'px';
    line.style.top = (target.how === 'above' ? place.top : place.bottom) - 2 + 'px';
  }
  function made(css) {
    var element = document.createElement('div');
    element.className = css;
    element.setAttribute('aria-hidden', 'true');
    document.body.appendChild(element);
    return element;
  }
  function begin(x, y) {
    drag = press.source;
    drag.chip = made('designer-chip');
    drag.line = made('designer-line-mark');
    drag.lifted.classList.add('designer-lifted');
    document.documentElement.classList.add('designer-dragging');
    press = null;
    move(x, y);
    requestAnimationFrame(scroll);
  }
  function move(x, y) {
    drag.x = x;
    drag.y = y;
    drag.chip.style.left = Math.min(x + 14, window.innerWidth - 180) + 'px';
    drag.chip.style.top = Math.min(y + 18, window.innerHeight - 48) + 'px';
    drag.target = targetAt(x, y);
    mark(drag.target);
  }
  // At the edges of the window, and of what scrolls in it, the page comes along.
  function scroll() {
    if (!drag) { return; }
    var by = pull(drag.y, 0, window.innerHeight), box = drag.lifted.closest('.designer-side'), paper = document.querySelector('.designer-paper');
    if (by && drag.is === 'item' && box && box.scrollHeight > box.clientHeight) { box.scrollBy(0, by); } else if (by) { window.scrollBy(0, by); }
    var bounds = paper.getBoundingClientRect(), aside = drag.is === 'item' ? 0 : pull(drag.x, bounds.left, bounds.right);
    if (aside) { paper.scrollBy(aside, 0); }
    if (by || aside) { move(drag.x, drag.y); }
    requestAnimationFrame(scroll);
  }
  function pull(at, least, most) {
    if (at < least || at > most) { return 0; }
    return at < least + NEAR_WINDOW ? -12 : at > most - NEAR_WINDOW ? 12 : 0;
  }
  function end() {
    mark(null);
    drag.chip.remove();
    drag.line.remove();
    drag.lifted.classList.remove('designer-lifted');
    document.documentElement.classList.remove('designer-dragging');
    drag = null;
  }
  function drop() {
    var target = drag.target;
    end();
    isDropped = true;
    setTimeout(function () { isDropped = false; });   // the click that follows is none
    if (target) { page.go({ pairs: target.pairs, form: target.form, after: target.after }); }
  }
  function forget() {
    if (press) { clearTimeout(press.timer); }
    press = null;
    if (drag) { end(); }
  }

  // ---- the pointer ----
  document.addEventListener('pointerdown', function (event) {
    forget();
    if (!event.isPrimary || event.button) { return; }
    var source = sourceAt(event.target);
    if (!source) { return; }
    press = { source: source, x: event.clientX, y: event.clientY, waits: event.pointerType === 'touch' && source.is !== 'item' };
    if (press.waits) { press.timer = setTimeout(function () { begin(event.clientX, event.clientY); }, HOLD); }
  });
  document.addEventListener('pointermove', function (event) {
    if (drag && event.isPrimary) { move(event.clientX, event.clientY); }
    if (!press || !event.isPrimary) { return; }
    var far = Math.max(Math.abs(event.clientX - press.x), Math.abs(event.clientY - press.y));
    if (press.waits && far > STILL) { forget(); } else if (!press.waits && far > FAR) { begin(event.clientX, event.clientY); }
  });
  document.addEventListener('pointerup', function (event) {
    if (drag && event.isPrimary) { drop(); } else { forget(); }
  });
  document.addEventListener('pointercancel', forget);
  window.addEventListener('blur', forget);
  document.addEventListener('touchmove', function (event) { if (drag) { event.preventDefault(); } }, { passive: false });
  document.addEventListener('contextmenu', function (event) { if (drag || (press && press.waits)) { event.preventDefault(); } });
  document.addEventListener('dragstart', function (event) { if (event.target.closest && sourceAt(event.target)) { event.preventDefault(); } });
  document.addEventListener('click', function (event) {
    if (isDropped) { event.preventDefault(); event.stopPropagation(); }
  }, true);
  document.addEventListener('keydown', function (event) {
    if (event.key === 'Escape' && drag) { event.preventDefault(); event.stopPropagation(); forget(); }
  }, true);
  page.on('taken', function (job) { if (job.after) { job.after(); } });
}());
