/* The designer after a step: groups that were open stay open, and who worked in the panel stays where he was in it, with
   the keyboard, too. Everything else is links and posts; without this script nothing is missing but that. */
(function () {
  'use strict';
  var seen = { open: [], focused: '', top: 0 };

  function side() {
    return document.querySelector('.designer-side');
  }

  document.addEventListener('htmx:beforeSwap', function () {
    var active = document.activeElement, panel = side();
    seen = {
      open: [].map.call(document.querySelectorAll('#designer details[open][id]'), function (one) { return one.id; }),
      focused: active ? active.id : '',
      top: panel && panel.contains(active) ? panel.scrollTop : 0
    };
  });
  // at once with the swap: a moment later somebody may have opened or closed a group
  document.addEventListener('htmx:afterSwap', function () {
    var place = seen.focused && document.getElementById(seen.focused);
    seen.open.forEach(function (id) {
      var group = document.getElementById(id);
      if (group) { group.open = true; }
    });
    if (side()) { side().scrollTop = seen.top; }
    if (place && document.activeElement !== place) { place.focus({ preventScroll: true }); }
  });
}());
