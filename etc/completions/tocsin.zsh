#compdef -P tocsin tocsin-*
# Completion of tocsin and tocsin-NAME for zsh; like the one for bash it lists nothing but asks.

# COMMAND... -> fills found_commands and found_options (NAME:DESCRIPTION) and found_values (by option)
_tocsin_ask() {
  found_commands=() found_options=() found_values=()
  local line name in_commands=
  for line in ${(f)"$("$@" --help 2>/dev/null </dev/null)"}; do
    if [[ $line == [^\ ]* ]]; then
      [[ $line == *[Cc]ommands:* ]] && in_commands=1 || in_commands=
    elif [[ -n $in_commands && $line == '  '[a-z]* ]]; then
      found_commands+=("${${=line}[1]}:${(j: :)${=line}[2,-1]}")
    elif [[ $line == '  -'* ]]; then
      for name in ${(s:,:)${=line}[1]}; do
        name=${name%%\{*}
        [[ $name == --* ]] && found_options+=($name)
        [[ $line =~ ':\{([^}]*)\}' ]] && found_values[$name]=$match[1]
      done
    fi
  done
}

_tocsin() {
  local -a found_commands found_options asked
  local -A found_values
  local i=2
  asked=($words[1])
  if [[ ${words[1]:t} == tocsin ]]; then
    if ((CURRENT == 2)); then
      _values 'tool' ${${(k)commands[(I)tocsin-*]}#tocsin-}
      return
    fi
    asked+=($words[2])
    i=3
  fi

  # Walk down the subcommands that are typed already.
  _tocsin_ask $asked
  for ((; i < CURRENT; i++)); do
    if ((${found_commands[(I)$words[i]:*]})); then
      asked+=($words[i])
      _tocsin_ask $asked
    fi
  done

  if [[ -n ${found_values[$words[CURRENT-1]]} ]]; then
    compadd -- ${(s:,:)found_values[$words[CURRENT-1]]}
  elif [[ $words[CURRENT] == -* ]]; then
    compadd -- $found_options
  elif ((${#found_commands})); then
    _describe 'command' found_commands
  else
    _files
  fi
}

_tocsin "$@"
