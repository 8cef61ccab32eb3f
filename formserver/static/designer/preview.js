/* The page and the sheet as they will be, in the place of the cells, drawn anew after each step. */
(function () {
  'use strict';
  var page = window.designerPage, views = document.getElementById('views'), box = document.getElementById('preview');
  if (!page || !views || !box) { return; }
  var WIDE = 1100;
  var isFilled = true, newest = null;

  function view() { return views.getAttribute('data-view'); }
  function address() {
    var asked = new URLSearchParams({ framed: '1', revision: page.root.getAttribute('data-revision') });
    if (isFilled) { asked.set('sample', '1'); }
    // a reader of PDFs that listens shows the sheet alone, as wide as there is room
    if (view() === 'print') { return views.getAttribute('data-sheet') + '?' + asked + '#toolbar=0&navpanes=0&view=FitH'; }
    return views.getAttribute('data-page') + '?' + asked;
  }
  function draw() {
    if (view() === 'canvas') { box.textContent = ''; newest = null; return; }
    var old = newest, frame = newest = document.createElement('iframe');
    frame.title = views.querySelector('[data-show="' + view() + '"]').textContent.trim();
    frame.className = 'designer-frame is-' + view();
    frame.src = address();
    // what was looked at stays until the new one is there; a reader of PDFs does not always say that it is
    if (old && old.className === frame.className && view() !== 'print') { frame.classList.add('is-coming'); } else { box.textContent = ''; }
    frame.addEventListener('load', function () {
      if (frame !== newest) { frame.remove(); return; }
      if (old && old.isConnected) {
        frame.contentWindow.scrollTo(0, old.contentWindow.scrollY);
        old.remove();
      }
      frame.classList.remove('is-coming');
    });
    box.appendChild(frame);
    fit();
  }
  // A wide page in a narrower place is shown smaller.
  function fit() {
    var share = Math.min(1, box.clientWidth / WIDE);
    page.each(box.querySelectorAll('.is-wide'), function (frame) {
      frame.style.transform = 'scale(' + share + ')';
      frame.style.height = Math.round(window.innerHeight * 0.8 / share) + 'px';
    });
  }
  function mark() {
    page.each(views.querySelectorAll('[data-show]'), function (button) {
      button.setAttribute('aria-pressed', String(button.getAttribute('data-show') === view()));
    });
    page.each(views.querySelectorAll('[data-filled]'), function (button) {
      button.setAttribute('aria-pressed', String((button.getAttribute('data-filled') === '1') === isFilled));
      button.hidden = view() === 'canvas';
    });
  }
  views.addEventListener('click', function (event) {
    var button = event.target.closest('button');
    if (!button) { return; }
    if (button.hasAttribute('data-show')) { views.setAttribute('data-view', button.getAttribute('data-show')); } else { isFilled = button.getAttribute('data-filled') === '1'; }
    mark();
    draw();
  });
  window.addEventListener('resize', fit);
  page.on('taken', function (job) { if (job.pairs && newest) { page.whenIdle(draw); } });
  mark();
}());
