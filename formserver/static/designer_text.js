/* The expert's page: an editor in the place of the text box, which takes part in the form as before. Lines, folding,
   search, problems at their lines; a save comes back to the same place. Without this script the box is what there is. */
(function () {
  'use strict';
  var kit = window.CodeMirror, area = document.getElementById('text'), form = document.getElementById('text-form');
  if (!kit || !area || !form) { return; }
  var said = JSON.parse(area.getAttribute('data-phrases')), faults = JSON.parse(area.getAttribute('data-faults'));
  var wanted = Number(area.getAttribute('data-line')), memory = 'formserver-text:' + form.getAttribute('action');
  var dirty = false, waiting = 0, state = document.getElementById('text-state');

  // problems: those of the server move along with what is typed, those of the notation are looked for anew
  function broken(doc) {
    var found = [];
    kit.json().language.parser.parse(doc.toString()).iterate({
      enter: function (node) { if (node.type.isError && found.length < 20) { found.push(doc.lineAt(node.from)); } }
    });
    return found.filter(function (line, at) { return !at || found[at - 1].number !== line.number; });
  }
  function mark(line, reason) {
    var text = line.text, start = line.from + (text.length - text.trimLeft().length);
    return { from: Math.min(start, line.to), to: line.to, severity: 'error', message: reason };
  }
  function check(view) {
    var doc = view.state.doc, wrong = broken(doc);
    var marks = faults.map(function (one) { return mark(doc.lineAt(Math.min(one.at, doc.length)), one.reason); });
    wrong.forEach(function (line) { marks.push(mark(line, said._broken.replace('$', line.number))); });
    marks.sort(function (one, other) { return one.from - other.from; });
    view.dispatch(kit.setDiagnostics(view.state, marks));
    state.textContent = wrong.length ? said._broken.replace('$', wrong[0].number) : '';
  }
  function changed(update) {
    if (!update.docChanged) { return; }
    dirty = true;
    faults.forEach(function (one) { one.at = update.changes.mapPos(one.at); });
    clearTimeout(waiting);
    waiting = setTimeout(function () { check(update.view); }, 400);
  }

  var view = new kit.EditorView({
    state: kit.EditorState.create({
      doc: area.value,
      extensions: [
        kit.EditorView.cspNonce.of(area.getAttribute('data-nonce')),
        kit.EditorState.phrases.of(said), kit.EditorState.tabSize.of(2), kit.indentUnit.of('  '),
        kit.lineNumbers(), kit.foldGutter(), kit.codeFolding(), kit.lintGutter(),
        kit.history(), kit.drawSelection(), kit.bracketMatching(), kit.highlightActiveLine(), kit.highlightActiveLineGutter(),
        kit.highlightSelectionMatches(), kit.search({ top: true }), kit.json(), kit.syntaxHighlighting(kit.classHighlighter),
        kit.keymap.of([].concat(kit.searchKeymap, kit.foldKeymap, kit.lintKeymap, kit.historyKeymap, kit.defaultKeymap)),
        kit.EditorView.lineWrapping, kit.EditorView.updateListener.of(changed),
        kit.EditorView.contentAttributes.of({ 'aria-labelledby': 'text-label', tabindex: '0', spellcheck: 'false', autocapitalize: 'off' })
      ]
    })
  });
  area.parentNode.insertBefore(view.dom, area);
  area.hidden = true;
  document.querySelector('.editor-bar').hidden = false;
  document.getElementById('text-label').addEventListener('click', function () { view.focus(); });
  faults = faults.map(function (one) {
    return { at: view.state.doc.line(Math.min(one.line, view.state.doc.lines)).from, reason: one.reason };
  });
  check(view);

  function go(line) {
    var at = view.state.doc.line(Math.max(1, Math.min(line, view.state.doc.lines))).from;
    view.dispatch({ selection: { anchor: at }, effects: kit.EditorView.scrollIntoView(at, { y: 'center' }) });
    view.focus();
  }

  // the place of the last save
  function remember() {
    var main = view.state.selection.main;
    try {
      sessionStorage.setItem(memory, JSON.stringify({
        anchor: main.anchor, head: main.head, top: view.scrollDOM.scrollTop, page: window.pageYOffset
      }));
    } catch (refused) { /* a browser without storage begins at the top */ }
  }
  function recall() {
    var kept = null, length = view.state.doc.length;
    try { kept = JSON.parse(sessionStorage.getItem(memory)); sessionStorage.removeItem(memory); } catch (refused) { return; }
    if (!kept) { return; }
    view.dispatch({ selection: { anchor: Math.min(kept.anchor, length), head: Math.min(kept.head, length) } });
    view.focus();
    requestAnimationFrame(function () {
      view.scrollDOM.scrollTop = kept.top;
      window.scrollTo(0, kept.page);
    });
  }
  if (wanted) { go(wanted); } else { recall(); }

  form.addEventListener('submit', function () {
    area.value = view.state.doc.toString();
    dirty = false;
    remember();
  });
  window.addEventListener('beforeunload', function (event) {
    if (dirty) { event.preventDefault(); event.returnValue = said._leave; }
  });
  var acts = { find: kit.openSearchPanel, undo: kit.undo, redo: kit.redo, fold: folded, unfold: kit.unfoldAll };
  // fields and tables of the sheet stand four steps in; what is around them stays open
  function folded(editor) {
    var doc = editor.state.doc, effects = [], number, line, range;
    for (number = 1; number <= doc.lines; number += 1) {
      line = doc.line(number);
      range = /^ {8}\S/.test(line.text) && kit.foldable(editor.state, line.from, line.to);
      if (range) { effects.push(kit.foldEffect.of(range)); }
    }
    editor.dispatch({ effects: effects });
  }
  document.addEventListener('click', function (event) {
    var link = event.target.closest('a[data-line]'), button = event.target.closest('[data-editor]');
    if (link) { event.preventDefault(); go(Number(link.getAttribute('data-line'))); }
    if (button) { acts[button.getAttribute('data-editor')](view); }
  });
  var sheet = document.getElementById('to-sheet');
  if (sheet) { sheet.addEventListener('click', function () {
    var line = view.state.doc.lineAt(view.state.selection.main.head).number;
    this.href = this.getAttribute('data-at') + '?line=' + line;
  }); }
}());
