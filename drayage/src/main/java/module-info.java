/** Images anywhere, by name: copied, exported, read and verified. */
@SuppressWarnings("module") // the command is compiled later
module dev.drayage {
    requires transitive dev.drayage.containerd;
    requires transitive dev.drayage.core;
    requires transitive dev.drayage.registry;
    requires dev.drayage.s3;
    requires dev.drayage.storage;
    requires transitive dev.drayage.store;
    requires static org.jspecify;
    requires org.snakeyaml.engine;

    exports dev.drayage;
    exports dev.drayage.diff;
    exports dev.drayage.list to
            dev.drayage.cli;
    exports dev.drayage.name to
            dev.drayage.cli;
    exports dev.drayage.source to
            dev.drayage.cli;
    exports dev.drayage.sync to
            dev.drayage.cli;
}
