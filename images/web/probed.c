// What the probes of fixtures/probes ask beside the web server.
//   probed echo PORT    sends every datagram back to where it came from
//   probed ticks PORT   answers every HTTP request with a line each half second, for as long as anybody listens
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static const char HEAD[] = "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nConnection: close\r\n\r\n";
static const char TICK[] = "tick\n";

static void leave(int signal) { (void)signal; _exit(0); }

static int bound(int type, int port) {
	int on = 1, fd = socket(AF_INET, type, 0);
	struct sockaddr_in any = { .sin_family = AF_INET, .sin_port = htons(port) };
	setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
	if (fd < 0 || bind(fd, (struct sockaddr *)&any, sizeof any) < 0) { perror("probed"); exit(1); }
	return fd;
}

static void echo(int port) {
	static char text[65536];
	for (int fd = bound(SOCK_DGRAM, port);;) {
		struct sockaddr_in from;
		socklen_t size = sizeof from;
		ssize_t length = recvfrom(fd, text, sizeof text, 0, (struct sockaddr *)&from, &size);
		if (length >= 0) sendto(fd, text, length, 0, (struct sockaddr *)&from, size);
	}
}

static void ticks(int port) {
	int server = bound(SOCK_STREAM, port);
	listen(server, 64);
	for (;;) {
		int client = accept(server, NULL, NULL);
		if (client < 0) continue;
		if (fork() == 0) {
			close(server);
			if (write(client, HEAD, sizeof HEAD - 1) > 0)
				while (write(client, TICK, sizeof TICK - 1) > 0) usleep(500000);
			_exit(0);
		}
		close(client);
	}
}

int main(int count, char **words) {
	// The first process of a container gets no signal that it does not ask for.
	signal(SIGTERM, leave);
	signal(SIGCHLD, SIG_IGN);
	signal(SIGPIPE, SIG_IGN);
	if (count == 3 && strcmp(words[1], "echo") == 0) echo(atoi(words[2]));
	if (count == 3 && strcmp(words[1], "ticks") == 0) ticks(atoi(words[2]));
	fprintf(stderr, "probed echo PORT, or probed ticks PORT\n");
	return 2;
}
