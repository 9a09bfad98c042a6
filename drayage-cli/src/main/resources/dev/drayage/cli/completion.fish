# Completes the words of dray in fish.

# The words of the command that is typed, as its help names them.
function __dray_command
    switch "$argv"
@commands@
        case '*'
            return 1
    end
end

# Whether the command is this one and, if a range is given, so many arguments are before what is typed.
function __dray_at
    set -l command
    set -l position 0
    set -l skip no
    for word in (commandline -opc)[2..]
        if test $skip = yes
            set skip no
        else if string match -qr -- '^-.' $word
            contains -- $word @valued@
            and set skip yes
        else if test $position = 0; and set -l longer (__dray_command $command $word)
            set command (string split ' ' -- $longer)
        else
            set position (math $position + 1)
        end
    end
    test "$command" = "$argv[1]"
    and begin
        not set -q argv[2]
        or test $position -ge $argv[2] -a $position -le $argv[3]
    end
end

# Names in the local store; short ones until a host is typed.
function __dray_stored
    set -l store
    set -l words (commandline -opc)
    for i in (seq 2 (count $words))
        switch $words[$i]
            case '--root=*' '--namespace=*'
                set -a store $words[$i]
            case --root --namespace
                set -q words[(math $i + 1)]
                and set -a store $words[$i]=$words[(math $i + 1)]
        end
    end
    set -l names (dray ls -q $store 2>/dev/null)
    string match -q 'docker.io/*' -- (commandline -ct)
    or set names (string replace -r '^docker\.io/library/' '' -- $names)
    printf '%s\tstored image\n' $names
end

function __dray_places
    set -l typed (commandline -ct)
    set -l scheme (string match -r '^(?:@scheme-pattern@):' -- $typed)
    switch "$scheme"
        case @directory-schemes@
            printf '%s\n' $scheme(__fish_complete_directories (string replace -- $scheme '' $typed) '')
        case @file-schemes@
            printf '%s\n' $scheme(__fish_complete_path (string replace -- $scheme '' $typed) '')
        case ''
            switch $argv[1]
                case destination
                    printf '%s\t%s\n' @writable-schemes@
                case registry
                    printf '%s\t%s\n' docker:// 'in a registry'
                case '*'
                    printf '%s\t%s\n' @schemes@
            end
            switch $argv[1]
                case place destination
                    __dray_stored
                case archive
                    __fish_complete_path $typed
            end
    end
end

complete -c dray -f
@completions@
