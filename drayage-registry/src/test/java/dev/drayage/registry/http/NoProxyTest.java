package dev.drayage.registry.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NoProxyTest {
    @ParameterizedTest
    @CsvSource(delimiter = '!', textBlock = """
            *                      ! https://r.example            ! true
            a.example *            ! https://r.example            ! true
            *:5000                 ! https://r.example:5000       ! true
            *:5000                 ! https://r.example            ! false
            r.example              ! https://r.example            ! true
            R.Example              ! https://r.EXAMPLE            ! true
            r.example.             ! https://r.example            ! true
            r.example              ! https://r.example.           ! true
            r.example              ! https://a.b.r.example        ! true
            r.example              ! https://xr.example           ! false
            .r.example             ! https://a.r.example          ! true
            .r.example             ! https://r.example            ! false
            *.r.example            ! https://a.r.example          ! true
            *.r.example            ! https://r.example            ! false
            r.example:5000         ! https://r.example:5000       ! true
            r.example:5000         ! https://r.example:5001       ! false
            r.example:443          ! https://r.example            ! true
            .r.example:80          ! http://a.r.example           ! true
            10.0.0.0/8             ! http://10.254.254.254:5000   ! true
            10.0.0.0/8             ! http://11.0.0.1              ! false
            10.0.0.0/8             ! http://10.example            ! false
            192.168.4.0/22         ! http://192.168.7.255         ! true
            192.168.4.0/22         ! http://192.168.8.0           ! false
            192.168.4.9/22         ! http://192.168.5.1           ! true
            0.0.0.0/0              ! http://8.8.8.8               ! true
            0.0.0.0/0              ! http://r.example             ! false
            10.1.2.3/32            ! http://10.1.2.3              ! true
            10.1.2.3/32            ! http://10.1.2.4              ! false
            10.0.0.0/33            ! http://10.0.0.1              ! false
            10.0.0.0/              ! http://10.0.0.1              ! false
            10.0.0.1               ! http://10.0.0.1:5000         ! true
            10.0.0.1               ! http://110.0.0.1             ! false
            10.0.0.1:5000          ! http://10.0.0.1:5000         ! true
            10.0.0.1:5000          ! http://10.0.0.1              ! false
            fd00::/8               ! http://[fd12:3456::1]:5000   ! true
            fd00::/8               ! http://[fe80::1]             ! false
            2001:db8::1            ! http://[2001:DB8:0:0::1]     ! true
            [2001:db8::1]          ! http://[2001:db8::1]:5000    ! true
            [2001:db8::1]:5000     ! http://[2001:db8::1]:5000    ! true
            [2001:db8::1]:5000     ! http://[2001:db8::1]         ! false
            a,,b,10.0.0.0/8,,      ! http://10.1.1.1              ! true
            x.example              ! http://localhost:5000        ! true
            x.example              ! http://127.8.9.10:5000       ! true
            x.example              ! http://[::1]:5000            ! true
            x.example              ! http://127.evil.example      ! false
            x.example              ! http://localhost.evil.example ! false
            """)
    void someHostsAreSpokenToDirectly(String list, String uri, boolean direct) {
        assertThat(new NoProxy(list).covers(Origin.of(URI.create(uri)))).isEqualTo(direct);
    }
}
