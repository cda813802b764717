/**
 * The picture that embedders are tried and recognised by: a hill, a sun and a red house, 96 × 96. Never to be
 * changed, since what a model makes of it is kept to tell that model from others of its name.
 */
export const probePicture: Uint8Array = Uint8Array.from(
  Buffer.from(
    [
      '/9j/2wBDAAYEBQYFBAYGBQYHBwYIChAKCgkJChQODwwQFxQYGBcUFhYaHSUfGhsjHBYWICwgIyYnKSopGR8tMC0oMCUoKSj/2wBD',
      'AQcHBwoIChMKChMoGhYaKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCj/wAARCABgAGAD',
      'ASIAAhEBAxEB/8QAHAAAAgMBAQEBAAAAAAAAAAAAAAMFBgcEAggB/8QAOxAAAQMDAAYFCAoDAQAAAAAAAgABAwQFEQYSIUFRYQcT',
      'FDGBIjNCRHGCkdEVIyShorGywcLhJVJyo//EABsBAAMBAQEBAQAAAAAAAAAAAAQFBgMCAQAH/8QALxEAAgIBAQcBBgcBAAAAAAAA',
      'AQIAAxEEBRIhMUGh4UJDUYGRsdEGExQiIzJxcv/aAAwDAQACEQMRAD8ArQimCKBFNEVVO8m1WAimiKBFNEUK7whVgIpoigRTRFCu',
      '8IVYCKaIoEV5qpezUxy6utq42ZxvwhbLAoJMKppaxwijieA+MeIpoioNr5j1b8f9L21/x6t/6f0l7ayo9Y7XYOuHs+4+8nhFNEVH',
      '2e4fSHW/VdX1ePSznOeXJSosszYGGRBrNM9DmuwYIlNEU0RQIrvtNBJcblS0UHnJ5BjZ+GXxlU9lgAyZNomeEmND9Ea/SWd+zs0N',
      'ID4kqDbyWfgzb35fktVtvRlYKaJmqhnrJN5HI4t4MOFbLRbqe022Chow1IYR1W4vxd+bvtXYo/VbTtuY7hwsdVaZEHEZMpNw6NLD',
      'URu1KM9Ie4gkcm8WLKzTSnRSu0cnFqjEtKb4jnBtj8nbc/JfQK5brQQXS3z0dWGtDKOq/FuDtzbvWdG0Laz+85E7ahTyGJ83CK5r',
      'y2LZN7v6mUvX0UlBX1FJN5yGQo3fjh+9Rl7b/FT+7+pk0vfNZx7prs5caqr/AKH1EqaEISOfp8seiDZ7X7n8lZxFVvQxsvWe5/JW',
      'kRRKthBIjay51j/D6CU0RVs6MmBtN7X1mMax/Hqyx9+FWBFd9qq5Ldcaash85BIMjNxw+cKm1GXrZR1BkfUN1gZ9NoXJabhBdLdB',
      'W0h60Mo6zcW4s/Nu5daiiCDgxzzghCpdy6R7Hb9J5rLPKXWxRORSjtDrG29V/wBY8M7O9eqjNwUTlnVf7GUPT9hfTG46ndrB8dQc',
      '/flVe608lRbpYoR1pCxhs43spSuqZK6vqKqbzk0jm/LL9y8CycHggQ+6d0MarBYvMHPylMayXB/V/wAY/NfrWK4v6t+MfmruIpoi',
      'g2rUSgG3tSfSvyP3kFotb6mi7T2qLU19XV8pnzjOe5+asIigRTRFZM2BiAXWtqbDa/MynCKaIoEU0RVQ7yaVZPaJ6T12jsz9ndpa',
      'Y3zJAb+S/NuD81plB0h2WojZ6kp6U97HG5N4OOVjQilV9XHQ0pTS7tgjvJ+CWajT12neI4wlXKDJ5TS+kLpSoLbZ5IbFKU1ynbVj',
      'NwcRibee3fw5+xfOhyHJIUhkRSE+s5O+Xd+OUyrqJKqoOaZ8mT/DkkriqpahhYo1F5ubPSXjRi7tWxtTVBfaQbY7+m3zVjEVk8Mp',
      'wyhJETiYvlnbc60fR27BdKXbgagNkgfu3JcWggZjTQakWfxvz+slhFMEV+bBFyJ2YWbLu+5V2g0njqtIOyjhqQ21Izfvc+Psfu+C',
      'EIZ8kdIza1Kioc85aBFNEUCKaIoN3hyrKcIpoigRTRFUzvJ9VnkiGOMjkdhAWy7vuZUW9XErhVOTZaENgDy4+1SGk9066R6SnL6o',
      'H8t29J+HsZV9YE5i/V37x3F5QQhC8gUF02+smoKsKinLBju3O3B+S5kL4jPAz1WKnI5y0aR6TdvpI6ejYowMWeZ378/6+z81WBJx',
      'JiF3YmfLO25fiFyiBBgTS697m33PGa/ozchu1qiny3Wt5ErcCb59/ipkRWV6C3b6Ou7QylinqcAWe5i9F/28VrIikOtT8l8dDLHZ',
      'mo/U0gnmOBlOEVDaS3TscPZoC+0G2129Bvmp4RTRZP2eK2qZ13VOJlKFrYimiKxN+OkEGyc+vt5mPoWyCKaIrI6vHSaDY2fX28zF',
      'kLbhFNEVmdfj095oNhZ9p28zDELeBFNEVk21APT38TQfh/PtO3mYEtk0JuzXezAUhZqYfq5eLvufxb78qeEU0RQGs163ru7uD/vi',
      'M9nbKbR2Fg+QeYx5n//Z',
    ].join(''),
    'base64',
  ),
);

/** The words that go with it. */
export const probeText = 'a red house on a green hill';
