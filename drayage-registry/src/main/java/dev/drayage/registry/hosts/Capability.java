package dev.drayage.registry.hosts;

/** What an endpoint may be used for, as containerd's {@code hosts.toml} has it. */
public enum Capability {
    /** Content may be fetched by digest, which is verified. */
    PULL,
    /** It is trusted to say what a tag means. */
    RESOLVE,
    /** Content may be sent there. */
    PUSH
}
