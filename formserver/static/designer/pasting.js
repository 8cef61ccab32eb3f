/* Several lines that are pasted where one is asked go where several are: an input would make one of them. */
(function () {
  'use strict';
  var page = window.designerPage;
  if (!page) { return; }
  document.addEventListener('paste', function (event) {
    var input = event.target, group = page.root.contains(input) && input.id && document.getElementById(input.id.replace(/^new-/, 'several-'));
    var text = event.clipboardData ? event.clipboardData.getData('text/plain').trim() : '';
    if (!group || group.nodeName !== 'DETAILS' || text.indexOf('\n') < 0) { return; }
    event.preventDefault();
    var area = group.querySelector('textarea');
    group.open = true;
    area.value = (area.value ? area.value + '\n' : '') + text;
    area.focus();
  });
}());
