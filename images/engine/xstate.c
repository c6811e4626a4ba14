/*
 * Lets User-Mode Linux 6.12 run on a processor whose register state is larger than it knows, as one with AMX has (Intel, from 2023 on).
 * Loaded into linux.uml by LD_PRELOAD; see boot.
 *
 * UML traces its processes. It keeps their floating-point and vector registers in a buffer that was sized when it was compiled: 2696 bytes,
 * up to AVX-512 and PKRU (arch/x86/um/os-Linux/registers.c, FP_SIZE). The machine's kernel gives the first part of the registers to whoever
 * asks for less than all (PTRACE_GETREGSET, NT_X86_XSTATE). But it takes them only whole: 11008 bytes with AMX's tiles, or EFAULT
 * (arch/x86/kernel/fpu/regset.c, xstateregs_set). UML then panics as its first process starts: "ptrace set fp regs failed, errno = 14".
 * UML 6.13 and newer size the buffer at the start, but no newer Debian package has the legacy iptables that Docker needs there.
 *
 * So what UML sets is filled up with zeros to the size of the whole. Nothing is lost by that. The state's header, in the part that UML has,
 * says which registers are in use, and the kernel reads no others. AMX's tiles never are: a process gets them on request only
 * (arch_prctl, ARCH_REQ_XCOMP_PERM), and a guest's process asks UML, which knows no such request.
 *
 * One buffer is enough: UML 6.12 calls ptrace from one thread, and its kernel is built without preemption. UML's own stacks of 16 KiB
 * would be too small for it.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <elf.h>
#include <stdarg.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/uio.h>

typedef long trace(enum __ptrace_request request, ...);

static trace *next;
static unsigned char whole[64 * 1024];
/* Of the registers' whole state, in bytes; 0 before the first use, and where the kernel does not tell. */
static size_t whole_size;

__attribute__((constructor)) static void find_next(void)
{
	next = (trace *)dlsym(RTLD_NEXT, "ptrace");
}

/* The kernel cuts what it gives to what there is, and says how much that was. */
static size_t ask_size(pid_t pid)
{
	struct iovec all = { whole, sizeof whole };
	size_t size = next(PTRACE_GETREGSET, pid, (void *)NT_X86_XSTATE, &all) == 0 ? all.iov_len : 0;

	memset(whole, 0, sizeof whole);
	return size;
}

long ptrace(enum __ptrace_request request, ...)
{
	va_list arguments;
	va_start(arguments, request);
	pid_t pid = va_arg(arguments, pid_t);
	void *address = va_arg(arguments, void *);
	void *data = va_arg(arguments, void *);
	va_end(arguments);

	if (request == PTRACE_SETREGSET && address == (void *)NT_X86_XSTATE) {
		const struct iovec *part = data;

		if (whole_size == 0)
			whole_size = ask_size(pid);
		if (part->iov_len < whole_size) {
			struct iovec all = { whole, whole_size };

			memcpy(whole, part->iov_base, part->iov_len);
			return next(request, pid, address, &all);
		}
	}
	return next(request, pid, address, data);
}
