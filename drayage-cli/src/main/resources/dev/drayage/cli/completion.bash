# Completes the words of dray in bash.

[ -n "${BASH_VERSION:-}" ] || {
    echo "dray: this completes in bash; in another shell, load what dray generate-completion zsh, or fish, prints" >&2
    return 1
}

# Sets path, commands, options and arguments to what belongs to a command, by its words; fails if there is none.
_dray_command() {
    case $1 in
@commands@
        *) return 1 ;;
    esac
}

# Sets kind to what an option of a command takes; fails if it takes nothing.
_dray_value() {
    case "$1 $2" in
@values@
        *) return 1 ;;
    esac
}

# Of these words, those that begin as what is typed.
_dray_words() {
    local word
    for word in $1; do
        [[ $word != "$current"* ]] || COMPREPLY+=("$typed$word")
    done
}

# Files, or directories, whose names begin as what is typed after a prefix.
_dray_files() {
    local name
    while IFS= read -r name; do
        COMPREPLY+=("$typed$2$name")
        files=yes
    done < <(compgen -A "$1" -- "${current#"$2"}")
}

# Names in the local store; short ones until a host is typed.
_dray_stored() {
    local names
    names=$(dray ls -q "${store[@]}" 2>/dev/null)
    [[ $current == docker.io/* ]] || names=${names//docker.io\/library\//}
    _dray_words "$names"
}

_dray_places() {
    case $current in
        @directory-schemes@) _dray_files directory "${current%%:*}:" ;;
        @file-schemes@) _dray_files file "${current%%:*}:" ;;
        *) _dray_words "$1" ;;
    esac
}

_dray_kind() {
    case $1 in
        words:*) _dray_words "${1//[:,]/ }" ;;
        file | directory) _dray_files "$1" "" ;;
        place) _dray_places "@schemes@" ;;
        destination) _dray_places "@writable-schemes@" ;;
        archive)
            _dray_places "@schemes@"
            [[ $current == *:* ]] || _dray_files file ""
            ;;
        registry) _dray_words docker:// ;;
    esac
    case $1 in
        stored) _dray_stored ;;
        place | destination) [[ $current =~ ^(@scheme-pattern@): ]] || _dray_stored ;;
    esac
}

_dray() {
    local line=${COMP_LINE:0:COMP_POINT} path="" commands="" options="" arguments="" kind="" value="" position=0
    local whole current typed="" prefix="" ended="" files="" word break part last i
    local -a words kinds store=()
    # shellcheck disable=SC2162 # a blank after a backslash belongs to the word
    read -a words <<<"$line"
    [[ $line != *[[:space:]] ]] || words+=("")
    last=$((${#words[@]} - 1))
    whole=${words[last]}
    current=$whole
    COMPREPLY=()
    _dray_command ""
    for ((i = 1; i < last; i++)); do
        word=${words[i]}
        if [[ -n $ended || $word != -?* ]]; then
            if ((position > 0)) || ! _dray_command "${path:+$path }$word"; then
                ((position += 1))
            fi
        elif [[ $word == -- ]]; then
            ended=yes
        elif [[ $word == *=* ]]; then
            [[ $word != --root=* && $word != --namespace=* ]] || store+=("$word")
        elif _dray_value "$path" "$word"; then
            ((++i < last)) || value=$kind
            [[ $word != --root && $word != --namespace ]] || store+=("$word=${words[i]}")
        fi
    done
    if [[ -n $value ]]; then
        kind=$value
    elif [[ -z $ended && $current == --*=* ]]; then
        typed=${current%%=*}=
        current=${current#*=}
        _dray_value "$path" "${typed%=}" || return 0
    elif [[ -z $ended && $current == -* ]]; then
        kind=words:$options
    elif [[ -n $commands ]]; then
        ((position == 0)) || return 0
        kind=words:$commands
    else
        read -r -a kinds <<<"$arguments"
        part=${kinds[${#kinds[@]} - 1]:-}
        [[ $part == *... ]] || part=nothing
        kind=${kinds[position]:-$part}
    fi
    _dray_kind "${kind%...}"
    # Bash replaces what follows the last of these characters, and would put it in again before a whole word.
    for break in : =; do
        if [[ $COMP_WORDBREAKS == *"$break"* && $whole == *"$break"* ]]; then
            part=${whole%"${whole##*"$break"}"}
            ((${#part} <= ${#prefix})) || prefix=$part
        fi
    done
    COMPREPLY=("${COMPREPLY[@]#"$prefix"}")
    if [[ ${#COMPREPLY[@]} == 1 && ${COMPREPLY[0]} == *[:/] ]]; then
        compopt -o nospace
    elif [[ -n $files ]]; then
        compopt -o filenames
    fi
}

complete -F _dray dray
