#!/usr/bin/env bash
# Builds formserver/static/vendor/codemirror@<version of @codemirror/view>/ anew: one file of the packages named here, in
# these versions, with their licences. Needs node and npm; nothing else of the project does.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

VIEW=6.43.15
PACKAGES=(@codemirror/state@6.7.6 "@codemirror/view@$VIEW" @codemirror/commands@6.11.1 @codemirror/language@6.13.1
    @codemirror/lang-json@6.0.2 @codemirror/search@6.7.2 @codemirror/lint@6.9.8 @lezer/highlight@1.2.5 esbuild@0.28.2)
# What these need in turn, so that the same file comes of it next year.
FURTHER=(@codemirror/streamparser@6.0.0 @lezer/common@1.5.5 @lezer/json@1.0.3 @lezer/lr@1.4.12
    @marijn/find-cluster-break@1.0.4 crelt@1.0.7 style-mod@4.1.5 w3c-keyname@2.2.8)

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
target="$PWD/formserver/static/vendor/codemirror@$VIEW"
mkdir -p "$target"
cd "$work"
cat >entry.js <<'JS'
export { EditorState, Prec } from "@codemirror/state";
export { EditorView, drawSelection, highlightActiveLine, highlightActiveLineGutter, keymap, lineNumbers } from "@codemirror/view";
export { defaultKeymap, history, historyKeymap, redo, undo } from "@codemirror/commands";
export { bracketMatching, codeFolding, foldable, foldEffect, foldGutter, foldKeymap, indentUnit, syntaxHighlighting, unfoldAll } from "@codemirror/language";
export { json } from "@codemirror/lang-json";
export { highlightSelectionMatches, openSearchPanel, search, searchKeymap } from "@codemirror/search";
export { lintGutter, lintKeymap, setDiagnostics } from "@codemirror/lint";
export { classHighlighter } from "@lezer/highlight";
JS
npm init --yes >/dev/null
npm install --save-exact --ignore-scripts --silent "${PACKAGES[@]}" "${FURTHER[@]}"
node node_modules/esbuild/install.js
node_modules/.bin/esbuild entry.js --bundle --minify --format=iife --global-name=CodeMirror --target=chrome64 \
    --legal-comments=none --log-level=warning --outfile="$target/codemirror.min.js"
{
    echo "codemirror.min.js is made of these packages by tools/codemirror.sh; each is under the MIT licence."
    for folder in node_modules/@codemirror/* node_modules/@lezer/* node_modules/@marijn/* node_modules/{crelt,style-mod,w3c-keyname}; do
        printf '\n=== %s\n' "$(node -p "const one = require('./$folder/package.json'); one.name + ' ' + one.version")"
        cat "$folder/LICENSE"
    done
} >"$target/LICENSE"
