# Completion of tocsin and tocsin-NAME for bash.
#
# Nothing is listed here, so nothing can go stale: the tools are the executables that are there, and
# what a tool takes is read from its own --help.

# COMMAND... -> lines "command NAME", "option --NAME" and "values --NAME WORD..."
_tocsin_ask() {
  "$@" --help 2>/dev/null </dev/null | awk '
    /^[^ ]/ { in_commands = /^[A-Za-z ]*[Cc]ommands:/ }
    in_commands && /^  [a-z]/ { print "command", $1 }
    /^  -/ {
      name = ""
      rest = $0
      while (match(rest, /--[a-z][a-z0-9-]*/)) {
        name = substr(rest, RSTART, RLENGTH)
        print "option", name
        rest = substr(rest, RSTART + RLENGTH)
        if (rest !~ /^([{][a-z]*[}])?,/) break
      }
      if (name != "" && match($0, /:[{][^}]*[}]/)) {
        values = substr($0, RSTART + 2, RLENGTH - 3)
        gsub(/,/, " ", values)
        print "values", name, values
      }
    }'
}

_tocsin() {
  local cur prev words cword split
  _init_completion -s || return

  if [[ ${words[0]##*/} == tocsin && $cword -eq 1 ]]; then
    local tools
    tools=$(compgen -c tocsin- | sed 's/^tocsin-//')
    mapfile -t COMPREPLY < <(compgen -W "$tools --help --version" -- "$cur")
    return
  fi

  # Walk down the subcommands that are typed already.
  local asked=("${words[0]}") i=1 help
  if [[ ${words[0]##*/} == tocsin ]]; then
    asked+=("${words[1]}")
    i=2
  fi
  help=$(_tocsin_ask "${asked[@]}")
  for (( ; i < cword; i++)); do
    if grep -qxF "command ${words[i]}" <<<"$help"; then
      asked+=("${words[i]}")
      help=$(_tocsin_ask "${asked[@]}")
    fi
  done

  local values
  values=$(sed -n "s/^values $prev //p" <<<"$help")
  if [[ -n $values ]]; then
    mapfile -t COMPREPLY < <(compgen -W "$values" -- "$cur")
  elif [[ $split == true ]]; then
    _filedir
  elif [[ $cur == -* ]]; then
    mapfile -t COMPREPLY < <(compgen -W "$(sed -n 's/^option //p' <<<"$help")" -- "$cur")
  else
    mapfile -t COMPREPLY < <(compgen -W "$(sed -n 's/^command //p' <<<"$help")" -- "$cur")
    [[ ${#COMPREPLY[@]} -gt 0 ]] || _filedir
  fi
} && complete -F _tocsin tocsin "${BASH_SOURCE[0]##*/}"
