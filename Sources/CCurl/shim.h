#ifndef MARQUEE_CCURL_SHIM_H
#define MARQUEE_CCURL_SHIM_H

// libcurl is opened when the first request is made and not linked: it brings some 25 shared libraries with
// it, whose loading would cost every command more time than the command itself takes, while most commands
// never use the network. Each entry below takes its type from libcurl's own prototype, so a mismatch is still
// a compile error.

#define CURL_DISABLE_TYPECHECK
#define CURL_DISABLE_DEPRECATION
#include <curl/curl.h>
#include <dlfcn.h>
#include <stdlib.h>

#define MARQUEE_CURL_FUNCTIONS(ENTRY) \
  ENTRY(curl_global_init)             \
  ENTRY(curl_version_info)            \
  ENTRY(curl_getdate)                 \
  ENTRY(curl_slist_append)            \
  ENTRY(curl_slist_free_all)          \
  ENTRY(curl_url)                     \
  ENTRY(curl_url_cleanup)             \
  ENTRY(curl_url_set)                 \
  ENTRY(curl_url_get)                 \
  ENTRY(curl_url_strerror)            \
  ENTRY(curl_free)                    \
  ENTRY(curl_easy_init)               \
  ENTRY(curl_easy_setopt)             \
  ENTRY(curl_easy_getinfo)            \
  ENTRY(curl_easy_strerror)           \
  ENTRY(curl_easy_cleanup)            \
  ENTRY(curl_multi_init)              \
  ENTRY(curl_multi_setopt)            \
  ENTRY(curl_multi_add_handle)        \
  ENTRY(curl_multi_remove_handle)     \
  ENTRY(curl_multi_perform)           \
  ENTRY(curl_multi_info_read)         \
  ENTRY(curl_multi_poll)              \
  ENTRY(curl_multi_wakeup)            \
  ENTRY(curl_multi_cleanup)

typedef struct marquee_curl {
#define MARQUEE_CURL_FIELD(name) __typeof__(name) *_Nonnull name;
  MARQUEE_CURL_FUNCTIONS(MARQUEE_CURL_FIELD)
#undef MARQUEE_CURL_FIELD
} marquee_curl;

// Opens libcurl and finds every function. On failure returns NULL and sets *failure to the loader's own
// words, valid until the next call of the loader on this thread. The library stays open until the process
// ends.
static inline const marquee_curl *_Nullable marquee_curl_open(const char *_Nullable *_Nonnull failure) {
#ifdef __APPLE__
  void *library = dlopen("libcurl.4.dylib", RTLD_LAZY | RTLD_LOCAL);
#else
  void *library = dlopen("libcurl.so.4", RTLD_LAZY | RTLD_LOCAL);
#endif
  *failure = 0;
  marquee_curl *curl = library ? (marquee_curl *)calloc(1, sizeof(marquee_curl)) : 0;
  if (!curl) {
    *failure = library ? "out of memory" : dlerror();
    return 0;
  }
#define MARQUEE_CURL_FIND(name)                                     \
  if (!(curl->name = (__typeof__(name) *)dlsym(library, #name))) {  \
    *failure = dlerror();                                           \
    free(curl);                                                     \
    return 0;                                                       \
  }
  MARQUEE_CURL_FUNCTIONS(MARQUEE_CURL_FIND)
#undef MARQUEE_CURL_FIND
  return curl;
}

// The functions below are variadic in libcurl, and Swift cannot call those: one form for each type of
// argument.

static inline CURLcode marquee_set_number(
    const marquee_curl *_Nonnull curl, CURL *_Nonnull easy, CURLoption option, long value) {
  return curl->curl_easy_setopt(easy, option, value);
}

static inline CURLcode marquee_set_text(
    const marquee_curl *_Nonnull curl, CURL *_Nonnull easy, CURLoption option, const char *_Nonnull value) {
  return curl->curl_easy_setopt(easy, option, value);
}

static inline CURLcode marquee_set_pointer(
    const marquee_curl *_Nonnull curl, CURL *_Nonnull easy, CURLoption option, void *_Nullable value) {
  return curl->curl_easy_setopt(easy, option, value);
}

typedef size_t (*marquee_receiver)(
    char *_Nullable bytes, size_t size, size_t count, void *_Nullable context);

static inline CURLcode marquee_set_receiver(
    const marquee_curl *_Nonnull curl, CURL *_Nonnull easy, CURLoption option,
    marquee_receiver _Nonnull receiver) {
  return curl->curl_easy_setopt(easy, option, receiver);
}

// Called each time before a request is sent; anything but 0 keeps it from being sent.
typedef int (*marquee_sender)(
    void *_Nullable context, char *_Nullable remote, char *_Nullable local, int remote_port, int local_port);

// A libcurl before 7.80 cannot say when it sends. As it sends again only over connections used before, there
// each request gets a connection of its own.
static inline CURLcode marquee_set_sender(
    const marquee_curl *_Nonnull curl, CURL *_Nonnull easy, marquee_sender _Nonnull sender,
    void *_Nullable context) {
  CURLcode code = CURLE_UNKNOWN_OPTION;
#if LIBCURL_VERSION_NUM >= 0x075000
  code = curl->curl_easy_setopt(easy, CURLOPT_PREREQFUNCTION, sender);
  if (code == CURLE_OK) code = curl->curl_easy_setopt(easy, CURLOPT_PREREQDATA, context);
#endif
  if (code == CURLE_OK) return code;
  return curl->curl_easy_setopt(easy, CURLOPT_FRESH_CONNECT, 1L);
}

// CURLOPT_PROTOCOLS is a macro-made constant that newer headers mark as deprecated; its successor is missing
// from libcurl before 7.85, which the oldest supported systems still carry.
static inline CURLcode marquee_allow_web_only(const marquee_curl *_Nonnull curl, CURL *_Nonnull easy) {
  CURLcode code = curl->curl_easy_setopt(easy, CURLOPT_PROTOCOLS, (long)(CURLPROTO_HTTP | CURLPROTO_HTTPS));
  if (code != CURLE_OK) return code;
  return curl->curl_easy_setopt(easy, CURLOPT_REDIR_PROTOCOLS, (long)(CURLPROTO_HTTP | CURLPROTO_HTTPS));
}

static inline CURLcode marquee_get_number(
    const marquee_curl *_Nonnull curl, CURL *_Nonnull easy, CURLINFO info, long *_Nonnull value) {
  return curl->curl_easy_getinfo(easy, info, value);
}

static inline CURLcode marquee_get_offset(
    const marquee_curl *_Nonnull curl, CURL *_Nonnull easy, CURLINFO info, curl_off_t *_Nonnull value) {
  return curl->curl_easy_getinfo(easy, info, value);
}

static inline CURLcode marquee_get_text(
    const marquee_curl *_Nonnull curl, CURL *_Nonnull easy, CURLINFO info,
    const char *_Nullable *_Nonnull value) {
  return curl->curl_easy_getinfo(easy, info, value);
}

static inline CURLMcode marquee_set_multi_number(
    const marquee_curl *_Nonnull curl, CURLM *_Nonnull multi, CURLMoption option, long value) {
  return curl->curl_multi_setopt(multi, option, value);
}

// The result stands in a union, which Swift would read through a generated accessor for the whole of it.
static inline CURLcode marquee_message_result(const CURLMsg *_Nonnull message) {
  return message->data.result;
}

// These are macros with a cast or an expression in them, which Swift does not import.
static const long marquee_global_default = CURL_GLOBAL_DEFAULT;

#endif
