/* The same draft in two windows: the second one is told when it opens, the other one when it was overtaken. */
(function () {
  'use strict';
  var page = window.entryPage;
  if (!page) { return; }

  function notice(id, sentence, way) { return made('div', { 'class': 'savebar-notice', id: id, hidden: '' }, [made('p', {}, sentence), way]); }
  var made = page.made, words = page.words, url = page.form.getAttribute('action');
  var understood = made('button', { 'class': 'btn btn-quiet', type: 'button' }, words('understood'));
  page.form.querySelector('.savebar').prepend(made('div', { 'class': 'savebar-notices', role: 'status', 'aria-live': 'polite' }, [
    notice('entry-also-open', words('also-open'), understood),
    notice('entry-overtaken', words('overtaken'), made('a', { 'class': 'btn btn-quiet', href: url, 'data-drops-page': '' }, words('show-new'))),
    notice('entry-stale', words('stale'), made('button', { 'class': 'btn btn-main', type: 'submit', name: '_action', value: 'save' }, words('compare')))]));
  function show(id, isShown) { page.byId(id).hidden = !isShown; }
  understood.addEventListener('click', function () { show('entry-also-open', false); });
  page.on('unkept', function (why) {
    if (why === 'stale') {
      show('entry-overtaken', false);
      show('entry-also-open', false);
      show('entry-stale', true);
    }
  });

  if (!window.BroadcastChannel) { return; }
  var channel = null;
  function send(what) { if (channel) { channel.postMessage({ from: page.id, what: what }); } }
  function hear(event) {
    if (event.data.from === page.id) { return; }
    if (event.data.what === 'opened') { send('here'); }
    // A page that shows both versions has said so already.
    if (event.data.what === 'here' && !page.form.hasAttribute('data-dirty')) { show('entry-also-open', true); }
    // Who has typed something meanwhile is asked at his next save, with both versions before him.
    if (event.data.what === 'kept' && !page.isUnkept()) {
      show('entry-also-open', false);
      show('entry-overtaken', true);
    }
  }
  function open() {
    channel = new BroadcastChannel('formserver-draft:' + page.draft);
    channel.onmessage = hear;
  }
  open();
  send('opened');
  page.on('kept', function () { send('kept'); });
  window.addEventListener('pagehide', function () { channel.close(); channel = null; });
  window.addEventListener('pageshow', function (event) { if (event.persisted) { open(); send('opened'); } });
}());
