/* Puts places of the sheet that an answer brings (last answers, reasons, questions taken over) where the page has them. */
(function () {
  'use strict';
  function put(place) {
    var label = place.id ? null : place.querySelector('.field-label');  // a row whose input has the id
    var old = document.getElementById(label ? label.htmlFor : place.id);
    var problem = document.getElementById(place.id.replace(/-reason$/, '-problem'));
    if (old && old.contains(document.activeElement)) { return; }  // what is being typed there stays
    if (old) { old.replaceWith(place); } else if (problem) { problem.after(place); } else { return; }
    window.htmx.process(place);
  }
  document.addEventListener('htmx:afterSwap', function () {
    var brought = document.getElementById('entry-places');
    if (!brought) { return; }
    Array.prototype.slice.call(brought.content.children).forEach(put);
    brought.remove();
  });
}());
