/* The designer's page: what a person does goes to the server in the order it was done, one thing after the other, each taken
   on what the one before left. The answer is worked into the page (Idiomorph), so that whoever types stays where he is, and
   what is typed and not saved yet stays as it is. Without these scripts everything is links and posts. */
(function () {
  'use strict';
  var root = document.getElementById('designer');
  if (!root || !window.htmx || !window.Idiomorph) { return; }
  var page = window.designerPage = { root: root };
  var waiting = [], current = null, last = null, listeners = {}, whenIdle = [], isAsStored = true, isSignedOut = false;

  page.on = function (name, run) { (listeners[name] = listeners[name] || []).push(run); };
  page.tell = function (name, what) { (listeners[name] || []).forEach(function (run) { run(what); }); };
  page.each = function (list, run) { Array.prototype.forEach.call(list, run); };
  page.say = function (sentence) {
    var place = root.querySelector('.designer-bar [role="status"]');
    if (place && sentence) { place.textContent = sentence; }
  };

  // Without scripts all forms are one (web/designer_joined.py); here each is its own.
  page.each(root.querySelectorAll('[form="steps"]'), function (input) {
    ['form', 'formnovalidate', 'formaction'].forEach(function (name) { input.removeAttribute(name); });
    if (input.hasAttribute('name')) { input.setAttribute('name', input.getAttribute('name').replace(/^[^~]*~/, '')); }
  });

  // ---- what was typed and is not saved ----
  function isControl(node) { return /^(INPUT|TEXTAREA|SELECT)$/.test(node.nodeName) && node.type !== 'hidden'; }
  function isTick(input) { return input.type === 'checkbox' || input.type === 'radio'; }
  function drawn(select) {
    var chosen = Array.prototype.filter.call(select.options, function (option) { return option.defaultSelected; });
    return chosen.length ? chosen[0].value : select.options.length ? select.options[0].value : '';
  }
  page.isUnsaved = function (input) {
    if (isTick(input)) { return input.checked !== input.defaultChecked; }
    return input.value !== (input.nodeName === 'SELECT' ? drawn(input) : input.defaultValue);
  };
  // From now on it counts as saved, whatever the next answer says of it.
  page.settle = function (input) {
    if (isTick(input)) { input.defaultChecked = input.checked; return; }
    if (input.nodeName !== 'SELECT') { input.defaultValue = input.value; return; }
    page.each(input.options, function (option) { option.defaultSelected = option.selected; });
  };
  function settleAll(within, but) {
    page.each(within.querySelectorAll('input, textarea, select'), function (input) {
      if (isControl(input) && !(but && input.matches(but))) { page.settle(input); }
    });
  }
  function asDrawn(input) {
    if (isTick(input)) { input.checked = input.defaultChecked; } else {
      input.value = input.nodeName === 'SELECT' ? drawn(input) : input.defaultValue;
    }
  }

  // ---- answers ----
  function take(fresh) {
    var active = document.activeElement, isOurs = root.contains(active);
    var isElsewhere = fresh.getAttribute('data-place') !== root.getAttribute('data-place');
    if (isElsewhere) {   // what was typed there says nothing of the place that is shown now
      page.each(root.querySelectorAll('[data-of-place]'), function (form) { settleAll(form, '[data-stays]'); });
    }
    window.Idiomorph.morph(root, fresh, { morphStyle: 'outerHTML', ignoreActiveValue: false, restoreFocus: true, callbacks: {
      beforeNodeMorphed: function (old, made) {
        if (old.nodeType === 1 && old.hasAttribute('data-kept')) { return false; }   // scripts alone say what it shows
        if (made.nodeType === 1 && made.hasAttribute('data-same')) { return false; }   // it shows the same already
        if (!isControl(old) || !isControl(made) || old.type !== made.type || !page.isUnsaved(old)) { return true; }
        if (current.refusal) {   // it shows what was typed, not what is stored
          if (made.hasAttribute('aria-invalid')) { tellAt(old, made); }
          return false;
        }
        if (isTick(old)) { old.defaultChecked = made.defaultChecked; } else if (old.nodeName !== 'SELECT') { old.defaultValue = made.defaultValue; }
        return false;
      },
      afterNodeMorphed: function (old) { if (isControl(old)) { asDrawn(old); } },
      // a group that is open stays open, but for one that would stand before what was chosen
      beforeAttributeUpdated: function (name, node, change) {
        return !(name === 'open' && change === 'remove' && !(isElsewhere && node.hasAttribute('data-folds')));
      },
      beforeNodeRemoved: function (node) {
        var of = node.nodeType === 1 && node.getAttribute('data-told-of'), input = of && document.getElementById(of);
        return !(input && page.isUnsaved(input));
      }
    } });
    page.each(root.querySelectorAll('[name="_revision"]'), function (input) { input.value = root.getAttribute('data-revision'); });
    if (isElsewhere) { root.querySelector('.designer-side').scrollTop = 0; }
    if (isOurs && !root.contains(document.activeElement)) {
      var place = (active.id && document.getElementById(active.id)) || document.getElementById('panel');
      place.focus({ preventScroll: true });
    }
  }
  function tellAt(input, made) {
    page.each(['aria-invalid', 'aria-describedby'], function (name) { input.setAttribute(name, made.getAttribute(name)); });
  }
  window.htmx.defineExtension('designed', {
    isInlineSwap: function (style) { return style === 'designed'; },
    handleSwap: function (style, target, fragment) {
      var fresh = style === 'designed' && fragment.querySelector('#designer');
      if (!fresh) { return false; }
      var notice = fresh.querySelector('#designer-problem');
      current.refusal = notice ? notice.textContent.trim() : '';
      current.isMoved = Boolean(notice) && notice.hasAttribute('data-moved');
      if (notice && !current.isMoved && current.inputs && current.inputs[0].isConnected) {   // told beside the input
        notice.remove();
        page.each(fresh.querySelectorAll('[data-refusal]'), function (told) { told.remove(); });
      }
      if (!notice) { page.each(current.inputs || [], settleSent); }
      if (!notice && current.form && !current.inputs) { settleAll(current.form); }
      take(fresh);
      isAsStored = !notice;
      return [root];
    }
  });
  function settleSent(input) { if (valueOf(input) === current.sent.get(input)) { page.settle(input); } }
  function valueOf(input) { return isTick(input) ? input.checked : input.value; }
  document.addEventListener('htmx:afterRequest', function (event) {
    if (current && event.detail.elt === root) { current.status = event.detail.xhr.status; }
  });

  // ---- the queue ----
  page.isIdle = function () { return !current && !waiting.length; };
  page.whenIdle = function (run) { if (!page.isIdle()) { whenIdle.push(run); } else { run(); } };
  page.isGoingOut = function (input) {
    return [current].concat(waiting).some(function (job) {
      return job && job.inputs && job.inputs.indexOf(input) >= 0 && job.sent.get(input) === valueOf(input);
    });
  };
  // job: pairs of a step, or the url of what is chosen; form and inputs they come from.
  page.go = function (job) {
    if (job.url) { waiting = waiting.filter(function (one) { return !one.url; }); }
    if (job.inputs) { job.sent = new Map(job.inputs.map(function (input) { return [input, valueOf(input)]; })); }
    // pressed again before the answer came: the second press is meant where the first one led
    job.isAgain = Boolean(current && job.form && !job.inputs && last === job.form);
    last = job.form || null;
    waiting.push(job);
    next();
  };
  function next() {
    if (current) { return; }
    current = waiting.shift() || null;
    if (!current) { whenIdle.splice(0).forEach(function (run) { run(); }); return; }
    if (current.pairs) { page.tell('sent', current); }
    if (current.pairs && isSignedOut) { renew().then(send); } else { send(); }
  }
  // Who signed in again in another window has another token now. Somebody else who signed in there gets none of his.
  function renew() {
    return fetch(root.getAttribute('data-url'), { credentials: 'same-origin' }).then(function (answer) { return answer.text(); }).then(function (text) {
      var fresh = new DOMParser().parseFromString(text, 'text/html'), input = fresh.querySelector('#designer input[name="_csrf"]');
      if (input && owner(fresh) === owner(document)) {
        page.each(document.querySelectorAll('input[name="_csrf"]'), function (old) { old.value = input.value; });
      }
    }).catch(function () { /* what is sent next says so */ });
  }
  function owner(of) {
    var meta = of.querySelector('meta[name="copy-owner"]');
    return meta ? meta.getAttribute('content') : '';
  }
  function send() {
    var values = current.pairs ? pairsOf(current) : undefined;
    window.htmx.ajax(values ? 'POST' : 'GET', values ? root.getAttribute('data-url') : current.url,
      { source: root, target: root, swap: 'designed', values: values }).then(ended, ended);
  }
  function pairsOf(job) {
    var values = new FormData();
    job.pairs.forEach(function (pair) { values.append(pair[0], pair[1]); });
    if (job.isAgain && job.form.isConnected) {
      page.each(job.form.querySelectorAll('[type="hidden"][name="cell"], [type="hidden"][name="field"]'), function (input) {
        values.set(input.getAttribute('name'), input.value);
      });
    }
    values.set('_csrf', document.querySelector('input[name="_csrf"]').value);
    values.set('_revision', root.getAttribute('data-revision'));
    // what the answer may leave out; after a refusal other things stand there
    if (isAsStored) { values.set('_shown', root.getAttribute('data-cell') + ' ' + root.getAttribute('data-field')); }
    return values;
  }
  function ended() {
    var job = current;
    isSignedOut = job.status === 400 || job.status === 401;
    if (job.status !== 200 && job.status !== 422 || job.isMoved) {
      waiting = [];
      whenIdle = [];
    } else if (job.refusal) {   // who is refused should see it before he goes on
      waiting = waiting.filter(function (one) { return !one.url; });
      whenIdle = [];
    }
    current = null;
    page.tell(job.status === 200 ? 'taken' : job.refusal ? 'refused' : 'failed', job);
    next();
  }

  // ---- links and forms ----
  function isPlain(event) { return !event.button && !event.ctrlKey && !event.metaKey && !event.shiftKey && !event.altKey; }
  document.addEventListener('click', function (event) {
    var link = event.target.closest && event.target.closest('a[href]');
    if (!link || link.target || link.hash || event.defaultPrevented || !isPlain(event)) { return; }
    if (root.contains(link) && link.pathname === root.getAttribute('data-url') && !link.closest('[hx-boost="false"]')) {
      event.preventDefault();
      page.go({ url: link.href });
    } else if (!page.isIdle()) {
      event.preventDefault();
      page.whenIdle(function () { location.assign(link.href); });
    }
  });
  page.pairs = function (form, submitter) {
    var pairs = [];
    new FormData(form).forEach(function (value, name) { pairs.push([name, value]); });
    if (submitter && submitter.getAttribute('name')) { pairs.push([submitter.getAttribute('name'), submitter.value]); }
    return pairs;
  };
  document.addEventListener('submit', function (event) {
    var form = event.target, pairs = page.pairs(form, event.submitter);
    if (!root.contains(form) || event.defaultPrevented) { return; }
    if (form.closest('[hx-boost="false"]')) {
      if (!page.isIdle()) {
        event.preventDefault();
        page.whenIdle(function () { form.requestSubmit(event.submitter); });
      }
      return;
    }
    event.preventDefault();
    if (form.method === 'get') {
      page.go({ url: root.getAttribute('data-url') + '?' + new URLSearchParams(pairs) });
    } else {
      page.go({ pairs: pairs, form: form });
    }
  });
}());
