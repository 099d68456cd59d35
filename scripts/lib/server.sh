# shellcheck shell=bash
# server.sh - what the with-SERVER scripts share.
#
# A private directory, certificates, sample mail, free ports, starting,
# waiting and stopping; the configuration and the start command are each
# script's own. Sourced, after `set -euo pipefail`.
#
# A script sets $server_name and defines server_configure and server_launch:
# the latter starts the server in the background and sets $server_pid.

lib=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)

# Exit statuses that cannot be the command's own by accident.
status_skipped=77 # the server is not there, or cannot run here
status_failed=99  # it is there and did not start

server_name=server
server_pid=
server_dir=
server_log=
plain_port=
tls_port=
server_has_tls=yes
mail_source=
keep=no
config_lines=()
command_line=()
# Runs what follows as an ordinary user even when we are root: Dovecot, for
# one, refuses to read mail as root. Set by server_begin.
as_user=()
as_group=nogroup
pop3_user=u

say() { printf '%s\n' "$*" >&2; }

die() {
    local status=$1
    shift
    say "with-$server_name: $*"
    exit "$status"
}

server_usage() {
    cat <<END
usage: scripts/with-$server_name [OPTION]... CMD [ARG]...

Starts a private $server_name POP3 server on loopback, runs CMD, stops the
server and returns the status of CMD; $status_skipped when the server cannot run here,
$status_failed when it did not start.

  --mail DIR     serve a copy of this maildir instead of the sample messages
  --config LINE  one more line of configuration (repeatable)
  --keep         leave the directory with configuration, mail and log
  --help

CMD finds in its environment:
  POP3_PLAIN_PORT     127.0.0.1, plain (and STLS when the server has TLS)
  POP3_TLS_PORT       127.0.0.1, implicit TLS; empty without TLS
  POP3_CA             certificate of the CA that signed the server's
  POP3_USER           the user of the sample messages; user "empty" has none
  POP3_PASSWORD_FILE  file with the password of both
  POP3_MAILDIR        the maildir of POP3_USER
  POP3_SERVER         "$server_name"
  POP3_SERVER_LOG     the server's log
END
}

server_options() {
    while [[ $# -gt 0 ]]; do
        case $1 in
        --mail)
            mail_source=${2:?--mail needs a directory}
            shift 2
            ;;
        --config)
            config_lines+=("${2:?--config needs a line}")
            shift 2
            ;;
        --keep)
            keep=yes
            shift
            ;;
        --help)
            server_usage
            exit 0
            ;;
        --)
            shift
            break
            ;;
        -*) die 2 "unknown option $1; see --help" ;;
        *) break ;;
        esac
    done
    [[ $# -gt 0 ]] || die 2 "no command given; see --help"
    command_line=("$@")
}

server_needs() {
    local tool
    for tool in "$@"; do
        PATH=$PATH:/usr/sbin:/sbin command -v "$tool" >/dev/null ||
            die "$status_skipped" "$tool is missing; run scripts/setup test"
    done
}

# Where scripts/setup unpacked the servers that exclude each other.
peers_dir=${XDG_CACHE_HOME:-$HOME/.cache}/pop3sh/peers

# Copies unpacked files, given relative to the root of their package, to
# $server_dir/peer, where an ordinary user can run them; skips when one is
# missing or a library of the first is.
server_copy_peer() {
    local file
    for file in "$@"; do
        [[ -e $peers_dir/$file ]] || die "$status_skipped" \
            "no $file below $peers_dir; run scripts/setup test"
        mkdir -p "$server_dir/peer/$(dirname "$file")"
        cp -a "$peers_dir/$file" "$server_dir/peer/$file"
    done
    export LD_LIBRARY_PATH=$server_dir/peer/usr/lib
    if ldd "$server_dir/peer/$1" | grep -q 'not found'; then
        die "$status_skipped" "libraries are missing; run scripts/setup test"
    fi
    unset LD_LIBRARY_PATH
}

# Makes the private directory; everything below it belongs to the server.
server_begin() {
    server_needs openssl python3 setsid
    trap server_end EXIT
    trap 'exit 129' HUP
    trap 'exit 143' TERM
    server_dir=$(mktemp -d "${TMPDIR:-/tmp}/pop3sh-$server_name.XXXXXX")
    server_log=$server_dir/log
    if [[ $(id -u) -eq 0 ]]; then
        server_needs setpriv
        as_user=(setpriv --reuid=nobody --regid="$as_group" --clear-groups)
        chmod 711 "$server_dir"
        "${as_user[@]}" test -x "$server_dir" ||
            die "$status_skipped" "user nobody cannot enter $server_dir;" \
                "set TMPDIR to a directory open to all"
    fi
    mkdir "$server_dir/mail" "$server_dir/run" "$server_dir/tls"
    printf 'open-sesame\n' >"$server_dir/password"
    : >"$server_log"
    server_make_mail
    server_make_certificates
}

server_make_mail() {
    if [[ -n $mail_source ]]; then
        cp -a "$mail_source" "$server_dir/mail/u"
    else
        python3 "$lib/sample-mail.py" "$server_dir/mail/u"
    fi
    mkdir -p "$server_dir/mail/u"/{cur,new,tmp} \
        "$server_dir/mail/empty"/{cur,new,tmp}
}

# A CA of our own and a certificate for localhost signed by it.
server_make_certificates() {
    local new=(-newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes)
    (
        cd "$server_dir/tls"
        openssl req -x509 "${new[@]}" -keyout ca.key -out ca.pem -days 30 \
            -subj '/O=pop3sh tests/CN=Test CA' \
            -addext 'keyUsage=critical,keyCertSign,cRLSign'
        openssl req "${new[@]}" -keyout server.key -out server.csr \
            -subj '/O=pop3sh tests/CN=localhost'
        cat >ext <<'END'
basicConstraints=critical,CA:FALSE
keyUsage=critical,digitalSignature
extendedKeyUsage=serverAuth
subjectAltName=DNS:localhost,IP:127.0.0.1,IP:::1
END
        openssl x509 -req -in server.csr -CA ca.pem -CAkey ca.key \
            -set_serial 2 -days 30 -extfile ext -out server.pem
    ) 2>"$server_dir/openssl.log" ||
        die "$status_failed" "openssl: $(cat "$server_dir/openssl.log")"
}

# True when the machine has the IPv6 loopback address.
has_ipv6() { grep -qs '^0\{31\}1 ' /proc/net/if_inet6; }

# Two ports where nobody answers, below the range the kernel hands out by
# itself. Should another take one first, the server fails to bind and
# server_start tries others.
server_pick_ports() {
    while :; do
        plain_port=$((20000 + RANDOM % 6000 * 2))
        tls_port=$((plain_port + 1))
        port_answers "$plain_port" || port_answers "$tls_port" || return 0
    done
}

port_answers() { (: <>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }

server_alive() { [[ -n $server_pid ]] && kill -0 "$server_pid" 2>/dev/null; }

# Waits, ten seconds at most, for a greeting on the plain port.
server_answers() {
    local tries line
    for ((tries = 0; tries < 100; tries++)); do
        server_alive || return 1
        if { exec {peer}<>"/dev/tcp/127.0.0.1/$plain_port"; } 2>/dev/null; then
            line=
            read -r -t 5 line <&"$peer" || true
            printf 'QUIT\r\n' >&"$peer" || true
            exec {peer}>&-
            [[ $line == +OK* ]] && return 0
        fi
        sleep 0.1
    done
    return 1
}

server_start() {
    local attempt
    for ((attempt = 0; attempt < 5; attempt++)); do
        server_pick_ports
        server_configure
        [[ ${#as_user[@]} -eq 0 ]] || \
            chown -R "nobody:$as_group" "$server_dir"
        server_launch
        server_answers && return 0
        server_stop
        grep -qi 'address already in use' "$server_log" || break
        : >"$server_log"
    done
    say "with-$server_name: the server did not start; its log:"
    cat "$server_log" >&2
    exit "$status_failed"
}

# Ends the server by its process id, and only that.
server_stop() {
    local tries
    server_alive || return 0
    kill -TERM "$server_pid" 2>/dev/null || true
    for ((tries = 0; tries < 50; tries++)); do
        server_alive || break
        sleep 0.1
    done
    kill -KILL "$server_pid" 2>/dev/null || true
    wait "$server_pid" 2>/dev/null || true
    server_pid=
}

server_end() {
    local status=$?
    trap - EXIT
    server_stop
    if [[ $keep == yes && -n $server_dir ]]; then
        say "with-$server_name: kept $server_dir"
    elif [[ -n $server_dir ]]; then
        rm -rf "$server_dir"
    fi
    exit "$status"
}

# The whole life of a server, for a script that defined its two functions.
server_main() {
    local status=0
    [[ -n $server_dir ]] || server_begin
    server_start
    export POP3_PLAIN_PORT=$plain_port
    export POP3_TLS_PORT=
    [[ $server_has_tls == no ]] || POP3_TLS_PORT=$tls_port
    export POP3_CA=$server_dir/tls/ca.pem
    export POP3_USER=$pop3_user
    export POP3_PASSWORD_FILE=$server_dir/password
    export POP3_MAILDIR=$server_dir/mail/u
    export POP3_SERVER=$server_name
    export POP3_SERVER_LOG=$server_log
    "${command_line[@]}" || status=$?
    exit "$status"
}
