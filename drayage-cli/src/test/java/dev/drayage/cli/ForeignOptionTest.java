package dev.drayage.cli;

import static dev.drayage.cli.Invocation.dray;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Options that users of other tools give. */
class ForeignOptionTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "copy a b --all | dray copy has no option --all; every platform is taken without it; --all-platforms fails",
                "copy a b --multi-arch all | --all-platforms fails if one is not wholly there",
                "copy a b --multi-arch=index-only | --all-platforms fails if one is not wholly there",
                "copy a b --src-tls-verify=false | has no option --src-tls-verify; --plain-http speaks without TLS;",
                "copy a b --dest-tls-verify=false | --plain-http speaks without TLS; --hosts-dir DIR trusts",
                "ls a --tls-verify=false | dray ls has no option --tls-verify; --plain-http speaks without TLS",
                "ls a --tls-verify=true | leave it out, for certificates are always checked",
                "ls a --tls-verify | leave it out, for certificates are always checked",
                "ls a --insecure | --plain-http speaks without TLS",
                "copy a b --override-arch arm64 | write --platform linux/arm64",
                "copy a b --override-arch=arm64 --override-os=windows | write --platform windows/arm64",
                "copy a b --override-arch arm --override-variant v7 | write --platform linux/arm/v7",
                "copy a b --override-os windows | write --platform windows/ARCH",
                "export a -o b -p linux/arm64 | write --platform linux/arm64",
                "copy a b --preserve-digests | leave it out, for digests stay as they are",
                "copy a b --src-creds u:p | dray login HOST keeps credentials",
                "copy a b --dest-authfile f | --authfile FILE is for all registries of a command",
                "copy a b --src-no-creds | --authfile /dev/null has none used",
                "copy a b --dest-cert-dir d | certificates lie in DIR/HOST:PORT of --hosts-dir DIR",
                "login h --password p -u u | --password-stdin reads the password from standard input",
                "login h -u u -p p | --password-stdin reads the password from standard input",
                "import a -i b | the file is written without it: dray import FILE",
                "copy a -o b | the destination is written without it",
                "tree a --raw | type: dray inspect SOURCE --raw",
                "ls a -n k8s.io | write --namespace NAME",
                "export a -o b --skip-manifest-json | write --no-docker-manifest",
                "ls --no-trunc | write --digests",
                "copy a b --retry-times 3 | leave it out, for what fails in the network is tried again anyway",
                "copy a b -r | write --referrers",
                "copy a b --allow-nondistributable-artifacts | write --include-non-distributable",
                "copy a b --src-daemon-host h | no daemon of Docker is spoken to",
                "copy a b --remove-signatures | no signatures are made or checked",
                "copy a b --digestfile f | --json prints digests with all results",
                "copy a b --dest-compress-format zstd | write --compress gzip, zstd or none",
                "ls a --from-oci-layout | a layout is named oci:DIR:TAG",
                "rm a --yes | leave it out, there is nothing like it here",
                "ls a --jsn | did you mean --json?",
                "ls a --platfrom x | dray ls has no option --platfrom",
                "copy a b --platfrom x | did you mean --platform?",
                "ls a --threads 3 | dray ls has no option --threads; these have: dray export, dray import, dray copy",
                "ls a --frobnicate | dray ls has no option --frobnicate; see dray ls --help",
                "--plain-http ls a | --plain-http comes after the command: dray ls --plain-http",
                "-n k8s.io ls a | dray ls has no option -n; write --namespace NAME",
                "-a /run/c.sock ls containerd: | dray ls has no option -a; write --address SOCKET",
                "copy a b -a | every platform is taken without it",
                "--tls-verify=false copy a b | dray copy has no option --tls-verify; --plain-http",
                "--frobnicate | dray has no option --frobnicate; see dray --help"
            })
    void optionsOfOtherToolsAreAnsweredWithTheCounterpart(String line, String told) {
        Invocation run = dray((Object[]) line.split(" ", -1));

        assertThat(run.exitCode()).as(run.toString()).isEqualTo(ExitCode.USAGE);
        assertThat(run.out()).isEmpty();
        assertThat(run.message() + ";").contains(told);
    }
}
