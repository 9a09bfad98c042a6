#compdef dray
# Completes the words of dray in zsh.

# Names in the local store; short ones until a host is typed.
_dray_stored() {
    local -a store names
    local -i i
    for ((i = 2; i < CURRENT; i++)); do
        case $words[i] in
            --(root|namespace)=*) store+=("${(Q)words[i]}") ;;
            --(root|namespace)) store+=("$words[i]=${(Q)words[i+1]}") ;;
        esac
    done
    names=(${(f)"$(dray ls -q $store 2>/dev/null)"})
    [[ $PREFIX == docker.io/* ]] || names=(${names#docker.io/library/})
    _wanted images expl 'stored image' compadd -a names
}

_dray_places() {
    local -i ret=1
    local -a schemes
    case $1 in
        destination) schemes=(@writable-schemes@) ;;
        registry) schemes=('docker\://:in a registry') ;;
        *) schemes=(@schemes@) ;;
    esac
    if compset -P '(@directory-schemes@):'; then
        _files -/ && ret=0
    elif compset -P '(@file-schemes@):'; then
        _files && ret=0
    else
        _describe -t places place schemes -S '' && ret=0
        [[ $1 != archive ]] || { _files && ret=0 }
        [[ $1 == (archive|registry) || $PREFIX == (@scheme-pattern@):* ]] || { _dray_stored && ret=0 }
    fi
    return ret
}

@commands@
# From a directory of functions the file is called as one; from the word source it only says what it is for.
if [[ $funcstack[1] == _dray ]]; then
    _dray "$@"
else
    (( $+functions[compdef] )) || { autoload -Uz compinit && compinit -i }
    compdef _dray dray
fi
