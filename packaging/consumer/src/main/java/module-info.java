module com.example.consumer {
    requires dev.drayage;
}
