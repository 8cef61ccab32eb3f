/* The same draft in two windows: the second one is told when it opens, the other one when it was overtaken. */
(function () {
  'use strict';
  var page = window.entryPage;
  if (!page) { return; }

  function show(id, isShown) {
    var notice = page.byId(id);
    if (notice) { notice.hidden = !isShown; }
  }
  page.all('[data-hides]', function (button) {
    button.addEventListener('click', function () { show(button.getAttribute('data-hides'), false); });
  });
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
